import * as fs from 'node:fs';
import { callbackify } from 'node:util';

import { errnoOf } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { writeScratchFile } from './durable.ts';
import { describeThisProcess, holderPath } from './lockHolder.ts';
import { makePrivateDir } from './private.ts';
import { readPlainFile } from './readPlainFile.ts';

/** The directory that is a lock, as one that wants it or holds it sees it. */
export class LockDirectory {
  readonly #path: string;
  readonly #staleMs: number;
  /** What this process wrote into it; undefined before it made the lock. */
  #record: string | undefined;

  /** @param staleMs milliseconds without a sign of life after which a lock may be taken over */
  constructor(path: string, staleMs: number) {
    this.#path = path;
    this.#staleMs = staleMs;
  }

  /** The file system as proper-lockfile uses it, with locks that are never without the record of their holder. */
  readonly fileSystem = {
    realpath: fs.realpath,
    stat: fs.stat,
    utimes: fs.utimes,
    mkdir: callbackify(() => this.#make()),
    rmdir: callbackify(() => this.#remove()),
    // At the end of this process.
    rmdirSync: () => {
      if (this.#isOurs(this.#path)) fs.rmSync(this.#path, { recursive: true, force: true });
    },
  };

  /** Whether there is a lock at the path that another one holds. */
  isAnothers(): boolean {
    return readRecord(this.#path) !== undefined && !this.#isOurs(this.#path);
  }

  /** Whether this process holds the lock at the path. */
  isOurs(): boolean {
    return this.#isOurs(this.#path);
  }

  #isOurs(path: string): boolean {
    return this.#record !== undefined && readRecord(path) === this.#record;
  }

  // Guarantee: the lock appears together with the record of its holder, whatever dies when. Throws a system error, EEXIST
  // when it is there already.
  async #make(): Promise<void> {
    const staged = `${this.#path}.${randomName(12)}.new`;
    const record = `${JSON.stringify(await describeThisProcess())}\n`;
    makePrivateDir(staged);
    try {
      writeScratchFile(holderPath(staged), record);
      fs.renameSync(staged, this.#path);
      this.#record = record;
    } catch (error) {
      fs.rmSync(staged, { recursive: true, force: true });
      if (errnoOf(error) === 'ENOTEMPTY')
        throw Object.assign(new Error(`${this.#path}: exists`), { code: 'EEXIST', cause: error });
      throw error;
    }
  }

  // Called for our own lock, at its end, and before that for one that has grown stale. It may be another's by now: that of
  // whoever robbed us, or of one that took over the stale one before us.
  async #remove(): Promise<void> {
    if (this.#record === undefined) {
      const isFresh = (taken: string) => fs.statSync(taken).mtimeMs >= Date.now() - this.#staleMs;
      await removeLock(this.#path, (taken) => Promise.resolve(isFresh(taken)));
    } else if (this.#isOurs(this.#path)) {
      await removeLock(this.#path, (taken) => Promise.resolve(!this.#isOurs(taken)));
    }
  }
}

function readRecord(path: string): string | undefined {
  try {
    return readPlainFile(holderPath(path));
  } catch {
    return undefined;
  }
}

/** Takes the lock at `path` away in one step, whoever holds it; `unless` may look at what was taken and ask for it back. */
export async function removeLock(path: string, unless: (taken: string) => Promise<boolean>): Promise<void> {
  const taken = `${path}.${randomName(12)}.gone`;
  fs.renameSync(path, taken);
  if (await unless(taken)) {
    try {
      fs.renameSync(taken, path);
      return;
    } catch (error) {
      // A third one has made a lock meanwhile. The fence, not the lock, decides who may send.
      if (errnoOf(error) !== 'ENOTEMPTY') throw error;
    }
  }
  removeTaken(taken);
}

// It holds one file, as we write it; what else stands in it goes by `rmSync`, which has modules of its own to load.
function removeTaken(taken: string): void {
  try {
    fs.unlinkSync(holderPath(taken));
    fs.rmdirSync(taken);
  } catch {
    fs.rmSync(taken, { recursive: true, force: true });
  }
}
