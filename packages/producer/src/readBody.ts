import { open } from 'node:fs/promises';

import type { Invocation } from '@owner-report/cli';
import {
  assertResolvable,
  decodeUtf8,
  errnoOf,
  InvalidReportError,
  IoError,
  maxReportBytes,
  messageOf,
  NotFoundError,
  toWellFormed,
  UsageError,
} from '@owner-report/spool';

/**
 * The body from --body, from stdin (`--body -`) or from --body-file, byte for byte; '' when there is none.
 * @throws UsageError, InvalidReportError for bytes that cannot be a body, NotFoundError, IoError
 */
export async function readBody({ text, talk }: Invocation): Promise<string> {
  const body = text('body');
  const file = text('body-file');
  if (body !== undefined && file !== undefined) {
    throw new UsageError('expected --body or --body-file, got both', { remedy: 'Leave one of them out.' });
  }
  if (file !== undefined) return decode(await readFile(file), file);
  if (body !== '-') return toWellFormed(body ?? '');
  if (process.stdin.isTTY) talk.note('Reading the body from stdin; end it with Ctrl-D.');
  return decode(await readLimited(process.stdin, 'stdin'), 'stdin');
}

async function readFile(path: string): Promise<Buffer> {
  if (path === '')
    throw new UsageError('--body-file: expected a path, got nothing', {
      remedy: 'For a body from stdin write --body -.',
    });
  assertResolvable(path, '--body-file');
  const handle = await open(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') throw new NotFoundError(`--body-file: ${path}: no such file`, { cause: error });
    throw cannotRead(path, error);
  });
  return readLimited(handle.createReadStream(), path);
}

async function readLimited(stream: AsyncIterable<Buffer>, where: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // A body beyond the limit of a report file is one that no report can have.
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop closes the stream: nobody reads the gigabytes that may follow.
      if (length > maxReportBytes) break;
    }
  } catch (error) {
    throw cannotRead(where, error);
  }
  if (length <= maxReportBytes) return Buffer.concat(chunks);
  throw new InvalidReportError(`${where}: expected a body of at most ${maxReportBytes} bytes, got more`, {
    remedy: 'Shorten it, or put the long part into a file and name it in the report.',
  });
}

function decode(bytes: Buffer, where: string): string {
  let text;
  try {
    text = decodeUtf8(bytes);
  } catch (error) {
    throw new InvalidReportError(`${where}: expected a body in UTF-8, found bytes that are not`, {
      cause: error,
      remedy: 'Convert it first, for example with iconv.',
    });
  }
  if (!text.includes('\0')) return text;
  throw new InvalidReportError(`${where}: expected a body of text, found a NUL byte`, {
    remedy: 'Put binary data into a file and name it in the report.',
  });
}

function cannotRead(where: string, error: unknown): IoError {
  return new IoError(`${where}: the body cannot be read: ${messageOf(error)}`, {
    cause: error,
    remedy: 'Check that it is a file and that this user may read it.',
  });
}
