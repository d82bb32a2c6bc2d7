import { closeSync, readSync, type Stats } from 'node:fs';
import { basename } from 'node:path';

import { errnoOf, InvalidReportError, IoError, messageOf, NotFoundError, OwnerReportError } from '../errors.ts';
import { maxReportBytes } from '../report/formatReport.ts';
import { parseReport } from '../report/parseReport.ts';
import type { Report } from '../report/report.ts';
import { decodeUtf8 } from '../text/decodeUtf8.ts';
import { toPrintableLine } from '../text/terminal.ts';
import { NotPlainError, openPlain } from './openPlain.ts';
import { ownerRemedy } from './ownerRemedy.ts';

/** A report as it stands in a file. */
export interface StoredReport {
  report: Report;
  path: string;
  bytes: Buffer;
  /** SHA-256 of `bytes`, hexadecimal; reckoned when it is first asked for. */
  readonly digest: string;
  /** Modification time, Unix milliseconds. */
  mtimeMs: number;
}

/**
 * Reads one report file, without following links and without waiting for anything.
 * @param known what was read of this path before: as long as the bytes are the same it is not parsed again
 * @throws NotFoundError, InvalidReportError, IoError
 */
export function readReport(path: string, known?: StoredReport): StoredReport {
  const { bytes, mtimeMs } = readReportBytes(path);
  if (known?.bytes.equals(bytes) === true) return known;
  const report = parseReport(decode(bytes, path), basename(path, '.md'), toPrintableLine(path));
  let digest: string | undefined;
  return {
    report,
    path,
    bytes,
    get digest() {
      return (digest ??= digestOf(bytes));
    },
    mtimeMs,
  };
}

/** SHA-256 of `bytes`, hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
}

/** The raw bytes of a report file within its limit. Throws like `readReport`. */
export function readReportBytes(path: string): { bytes: Buffer; mtimeMs: number } {
  const { descriptor, info } = openReport(path);
  try {
    if (info.size > maxReportBytes) throw tooLarge(path, info.size);
    // One byte more than there should be: it may grow while it is read.
    let buffer = Buffer.allocUnsafe(info.size + 1);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, length);
      if (count === 0) break;
      length += count;
      if (length > maxReportBytes) throw tooLarge(path, length);
      if (length === buffer.length) buffer = Buffer.concat([buffer], maxReportBytes + 1);
    }
    return { bytes: buffer.subarray(0, length), mtimeMs: info.mtimeMs };
  } catch (error) {
    if (error instanceof OwnerReportError) throw error;
    throw cannotRead(path, error);
  } finally {
    closeSync(descriptor);
  }
}

function openReport(path: string): { descriptor: number; info: Stats } {
  try {
    return openPlain(path);
  } catch (error) {
    if (error instanceof NotPlainError) throw notAFile(path);
    if (errnoOf(error) === 'ENOENT')
      throw new NotFoundError(`${toPrintableLine(path)}: no such report`, { cause: error });
    throw cannotRead(path, error);
  }
}

function cannotRead(path: string, error: unknown): IoError {
  return new IoError(`${toPrintableLine(path)}: cannot be read: ${messageOf(error)}`, {
    cause: error,
    remedy:
      ownerRemedy(path, error) ??
      'Check owner and permissions: reports are 0600 and belong to the user who drains them.',
  });
}

function decode(bytes: Buffer, path: string): string {
  try {
    // A byte order mark stays, for the fence check to name.
    return decodeUtf8(bytes);
  } catch (error) {
    throw new InvalidReportError(`${toPrintableLine(path)}: expected UTF-8 text, found bytes that are not`, {
      cause: error,
      remedy: 'Save the file as UTF-8.',
    });
  }
}

function notAFile(path: string): InvalidReportError {
  return new InvalidReportError(
    `${toPrintableLine(path)}: expected a regular file, found a link, directory, FIFO or device`,
    {
      remedy: 'Remove it, or put a copy of the report itself there.',
    },
  );
}

function tooLarge(path: string, bytes: number): InvalidReportError {
  return new InvalidReportError(`${toPrintableLine(path)}: expected at most ${maxReportBytes} bytes, got ${bytes}`, {
    remedy: 'Shorten it.',
  });
}
