import { renameSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

import { errnoOf } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { toWellFormed } from '../text/toWellFormed.ts';
import { mkdirDurable } from './durable.ts';
import type { Home } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';

// A file name has at most 255 bytes, and a long one may need the room for what is put behind it.
const longestStem = 200;
const takenName = /^(?<id>.*)\.[0-9a-z]{12}\.taken$/s;

/** A file that was taken out of its place and not dealt with. */
export interface Taken {
  path: string;
  /** Its name before, without `.md`. */
  id: string;
}

/**
 * Takes a file out of its place in one step, into `attempts/`. What is looked at there is what was taken: who replaces a
 * file between a look at it and its removal would lose the new one.
 * @returns where it is now; undefined when there was nothing of that name
 * @throws a system error
 */
export function takeAside(home: Home, path: string): string | undefined {
  const stem = shortenName(basename(path, '.md'), longestStem);
  const aside = join(home.attempts, `${stem}.${randomName(12)}.taken`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    if (lstatIfThere(path) === undefined) return undefined;
    // Somebody has removed attempts/.
    mkdirDurable(home.attempts);
    renameSync(path, aside);
  }
  return aside;
}

/** Removes what was taken aside; another pass may have done so. @throws a system error */
export function removeTaken(aside: string): void {
  try {
    unlinkSync(aside);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Among the names in `attempts/`, what a pass took aside and died over. */
export function listTaken(home: Home, names: readonly string[]): Taken[] {
  return names.flatMap((name) => {
    const id = takenName.exec(name)?.groups?.['id'];
    return id === undefined ? [] : [{ path: join(home.attempts, name), id }];
  });
}

/** A name without its end, so that it has at most so many bytes. */
export function shortenName(name: string, maxBytes: number): string {
  let short = name;
  while (Buffer.byteLength(short) > maxBytes) short = toWellFormed(short.slice(0, -1));
  return short;
}
