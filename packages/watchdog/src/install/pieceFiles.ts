import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { errnoOf, mkdirDurable, removeQuietly, replaceFile } from '@owner-report/spool';

import { readOwnFile } from '../entry/ownFile.ts';
import type { Change, FoundPiece } from './scheduler.ts';
import { readSeal } from './seal.ts';

/** The files of a directory that `install` has made. */
export function readPieces(dir: string, name: RegExp): FoundPiece[] {
  return listNames(dir)
    .filter((file) => name.test(file))
    .flatMap((file) => {
      const where = join(dir, file);
      const text = readOwnFile(where);
      const sealed = readSeal(text);
      return sealed === undefined ? [] : [{ ...sealed, where, text }];
    });
}

/** Writes the files that are to be there. */
export function putFiles(dir: string, { put }: Change): void {
  if (put.length > 0) mkdirDurable(dir);
  for (const { where, text } of put) replaceFile(where, text, undefined, 'us');
}

/** Removes those that are to be there no more. */
export function dropFiles({ put, gone }: Change): void {
  for (const { where } of findDropped({ put, gone })) removeQuietly(where);
}

/** What was there, and is not to be there any more. */
export function findDropped({ put, gone }: Pick<Change, 'put' | 'gone'>): readonly FoundPiece[] {
  return gone.filter(({ where }) => put.every((piece) => piece.where !== where));
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
