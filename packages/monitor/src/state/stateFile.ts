import { dirname, resolve } from 'node:path';

import { readTrustedFile } from '@owner-report/cli';
import {
  acquireLock,
  assertResolvable,
  errnoOf,
  followLink,
  IoError,
  isUnchanged,
  linkDurable,
  LockedError,
  lstatIfThere,
  messageOf,
  mkdirDurable,
  NotSyncedError,
  replaceFile,
  syncDir,
} from '@owner-report/spool';

import { stateWaitMs } from '../run/timeUp.ts';
import { boundTimes } from './boundTimes.ts';
import { removeStaged } from './leftovers.ts';
import { emptyState, parseState, type State } from './state.ts';

// What a text can hold is about 512 MiB: files that earlier versions let grow are read, too.
const maxStateBytes = 500 * 1024 * 1024;

/** A state as it was read. */
export interface LoadedState {
  state: State;
  /** Why the file could not be used; the state is then an empty one. */
  corrupt: string | undefined;
  warning: string | undefined;
}

/** The state file and what lies beside it. */
export class StateFile {
  /** Where the state itself lies: a link at the given path leads there, and stays. */
  readonly path: string;
  readonly #given: string;
  readonly #clock: () => Date;

  /** @throws UsageError for a relative path that leads nowhere */
  constructor(path: string, clock: () => Date = () => new Date()) {
    assertResolvable(path, 'the state file');
    this.#given = resolve(path);
    this.path = followLink(this.#given);
    this.#clock = clock;
  }

  /** The append-only log of approvals and writes. */
  get auditLog(): string {
    return `${this.#stem}.audit.jsonl`;
  }

  /** Directory of what start commands print. */
  get startLogs(): string {
    return `${this.#stem}.start-logs`;
  }

  /** The lock of a tick, held for as long as its commands run; a directory. */
  get tickLock(): string {
    return `${this.path}.tick`;
  }

  get #lock(): string {
    return `${this.path}.lock`;
  }

  get #stem(): string {
    return this.#given.replace(/\.json$/, '');
  }

  /**
   * Reads the state; an absent file is an empty state. Changes nothing.
   * @throws ConfigError when others can write the file, or it belongs to another user.
   */
  read(): LoadedState {
    const file = readTrustedFile(this.path, maxStateBytes);
    if (file === undefined) return { state: emptyState(), corrupt: undefined, warning: undefined };
    const unusable = (corrupt: string) => ({ state: emptyState(), corrupt, warning: file.warning });
    let value: unknown;
    try {
      value = JSON.parse(file.text);
    } catch {
      return unusable('it is not JSON');
    }
    const state = parseState(value);
    if (state === undefined) return unusable('it is not a state of version 1');
    boundTimes(state, this.#clock());
    return { state, corrupt: undefined, warning: file.warning };
  }

  /**
   * Makes what `read` has found survive a power cut: whoever saved it may have died before that, or still be at it.
   * @throws IoError
   */
  sync(): void {
    try {
      syncDir(dirname(this.path));
    } catch (error) {
      throw new IoError(`${this.path}: cannot be synced: ${messageOf(error)}`, {
        cause: error,
        remedy: 'Nothing was reported. Check the disk; the next tick goes on from here.',
      });
    }
  }

  /**
   * Changes the state in one durable step, alone: `change` works on what it is given. Nothing is saved when it throws, but for
   * NotSyncedError: then the state is changed, and `sync` may yet make that durable.
   * A file that cannot be used is set aside first, and the new state says so until it is reported.
   *
   * Guarantee: a process that was away so long that another one took its lock saves nothing, and none overwrites what it has
   * not read.
   * @throws LockedError, ConfigError, IoError, NotSyncedError
   */
  async update<T>(change: (state: State) => T | Promise<T>): Promise<T> {
    mkdirDurable(dirname(this.path));
    const lock = await acquireLock(this.#lock, stateWaitMs);
    try {
      removeStaged(this.path);
      const seen = lstatIfThere(this.path);
      const { state, corrupt } = this.read();
      if (corrupt !== undefined) state.setAside = { path: this.#setAside(), reason: corrupt };
      const result = await change(state);
      this.#save(state, () => {
        lock.assertOurs();
        this.#assertUnchanged(seen);
      });
      return result;
    } finally {
      await lock.release();
    }
  }

  // The lock may be ours again: another process takes it away for a moment where it has found a dead holder in it before, and a
  // third one may have changed the state in that moment.
  #assertUnchanged(seen: ReturnType<typeof lstatIfThere>): void {
    if (seen === undefined ? lstatIfThere(this.path) === undefined : isUnchanged(this.path, seen)) return;
    throw new LockedError(`${this.path}: another process changed the state while this one was at it`, {
      remedy: 'Nothing was changed here. Try again.',
    });
  }

  #save(state: State, assertOurs: () => void): void {
    const { queue, outbox, approvals, writes, auditPending, unsaid, configFaults, ...rest } = state;
    // What is empty is left out, as ops-framework does: it reads this file, too.
    const content = {
      ...rest,
      updatedAt: new Date().toISOString(),
      ...(queue.length > 0 && { queue }),
      ...(outbox.length > 0 && { outbox }),
      ...(Object.keys(approvals).length > 0 && { approvals }),
      ...(Object.keys(writes).length > 0 && { writes }),
      ...(auditPending.length > 0 && { auditPending }),
      ...(unsaid.length > 0 && { unsaid }),
      ...(configFaults.length > 0 && { configFaults }),
    };
    try {
      replaceFile(this.path, `${JSON.stringify(content, undefined, 2)}\n`, assertOurs, 'us');
    } catch (error) {
      if (error instanceof LockedError || error instanceof NotSyncedError) throw error;
      // The new holder of the lock removed what was staged here.
      assertOurs();
      throw new IoError(`${this.path}: cannot be written: ${messageOf(error)}`, {
        cause: error,
        remedy: 'Nothing was reported or remembered. Check space and permissions; the next tick goes on from here.',
      });
    }
  }

  // The bad file gets a second name, and loses its first one when the new state is saved: whatever dies in between, the
  // next command finds it again.
  #setAside(): string {
    const stamp = new Date().toISOString().replace(/[-:.]/g, '');
    const path = `${this.path}.corrupt-${stamp}`;
    try {
      linkDurable(this.path, path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
    return path;
  }
}
