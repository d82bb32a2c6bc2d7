import { closeSync, readSync } from 'node:fs';

import { decodeUtf8, errnoOf, IoError, messageOf, openPlain } from '@owner-report/spool';

import { type ParsedResult, parseResult, unusable } from './parseResult.ts';

const mostBytes = 8 * 1024;

/**
 * Reads what the send command of an attempt has said of the outcome. Whatever may stand there by now, nothing is waited
 * for: what cannot be read is a warning, and says nothing.
 * @returns undefined when the file is empty, or gone
 */
export function readResult(path: string): ParsedResult | undefined {
  try {
    const text = readText(path);
    return text === '' ? undefined : parseResult(text, process.env);
  } catch (error) {
    const isGone = errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';
    return isGone ? undefined : unusable(messageOf(error));
  }
}

function readText(path: string): string {
  const { descriptor, info } = openPlain(path);
  try {
    if (info.size === 0) return '';
    // One byte more than there may be: it may grow while it is read.
    const buffer = Buffer.allocUnsafe(mostBytes + 1);
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    if (length > mostBytes) throw new IoError(`expected at most ${mostBytes} bytes, found more`);
    return decode(buffer.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw new IoError('expected UTF-8, found bytes that are none', { cause: error });
  }
}
