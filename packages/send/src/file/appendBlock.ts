import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Outcome } from '@owner-report/cli';
import {
  acquireLock,
  ConfigError,
  errnoOf,
  type Lock,
  messageOf,
  openOrCreate,
  showText,
  syncDir,
} from '@owner-report/spool';

/**
 * Appends a block to a file, and syncs it.
 * Guarantee: the file holds the whole block afterwards, or nothing of it, also where the disk was full in its middle.
 * @param path absolute; a FIFO is not waited for, and a link not followed
 * @param waitMs how long another one that appends is waited for
 * @throws ConfigError for what is no file to append to
 */
export async function appendBlock(path: string, block: Buffer, waitMs: number): Promise<Outcome> {
  const descriptor = open(path);
  let lock: Lock | undefined;
  try {
    lock = await lockBeside(path, waitMs);
    return appendTo(descriptor, path, block);
  } catch (error) {
    return { outcome: 'failed', reason: `${path}: cannot be appended to: ${messageOf(error)}` };
  } finally {
    await lock?.release();
    closeSync(descriptor);
  }
}

// Two that append at once would not know whose half a block is. Where nothing may be made in the directory, only the size of
// the file tells.
async function lockBeside(path: string, waitMs: number): Promise<Lock | undefined> {
  try {
    return await acquireLock(`${path}.lock`, waitMs);
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(cause) ?? '')) return undefined;
    throw error;
  }
}

// One write, so that a block is whole for who reads meanwhile.
function appendTo(descriptor: number, path: string, block: Buffer): Outcome {
  const { size } = fstatSync(descriptor);
  const written = writeSync(descriptor, block);
  if (written < block.length) {
    const rest = takeBack(descriptor, size, written) ? 'nothing of it stays' : 'that part stays: take it out by hand';
    return { outcome: 'failed', reason: `${path}: only ${written} of ${block.length} bytes found room; ${rest}` };
  }
  try {
    fsyncSync(descriptor);
    if (size === 0) syncDir(dirname(path));
    return { outcome: 'sent' };
  } catch (error) {
    return { outcome: 'unknown', reason: `${path}: appended, but not synced: ${messageOf(error)}` };
  }
}

/** Takes a part of a block away again. @returns whether it could: not where another process has written behind it */
function takeBack(descriptor: number, size: number, written: number): boolean {
  try {
    if (fstatSync(descriptor).size !== size + written) return false;
    ftruncateSync(descriptor, size);
    fsyncSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

function open(path: string): number {
  const remedy = 'Name another path with --to.';
  const expected = `file: expected a regular file that can be appended to as target, found ${showText(path)}`;
  try {
    const descriptor = openOrCreate(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK);
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (error) {
    throw new ConfigError(`${expected}: ${messageOf(error)}`, { cause: error, remedy });
  }
  throw new ConfigError(`${expected}, which is something else`, { remedy });
}
