import { closeSync, openSync } from 'node:fs';

import { type Invocation, isTerminal, readToEnd } from '@owner-report/cli';
import {
  assertResolvable,
  errnoOf,
  InvalidReportError,
  IoError,
  messageOf,
  NotFoundError,
  toWellFormed,
  UsageError,
} from '@owner-report/spool';

import { type KeptText, LongText } from './longText.ts';

/** The body as it was given. */
export interface GivenBody {
  /** Where it came from, for messages. */
  where: string;
  kept: KeptText;
}

/** How the body from stdin is called. */
export const stdinName = 'stdin';

/**
 * The body from --body, from --body-file, or from stdin where either is `-`, byte for byte; empty when there is none. Of a very
 * long one only the beginning and the end are kept.
 * @throws UsageError, InvalidReportError for bytes that cannot be a body, NotFoundError, IoError
 */
export function readBody({ text, talk }: Invocation): GivenBody {
  const body = text('body');
  const file = text('body-file');
  if (body !== undefined && file !== undefined) {
    throw new UsageError('expected --body or --body-file, got both', { remedy: 'Leave one of them out.' });
  }
  if (file !== undefined && file !== '-') return readOnce(file, () => readFile(file));
  if ((body ?? file) !== '-') return keepText('--body', toWellFormed(body ?? ''));
  return readOnce(stdinName, () => {
    if (isTerminal(0)) talk.note('Reading the body from stdin; end it with Ctrl-D.');
    return readDescriptor(0, stdinName);
  });
}

const wasRead = new Map<string, GivenBody>();

// A pipe is read once, and a FIFO opened once: a call that begins anew has what was in it.
function readOnce(where: string, read: () => GivenBody): GivenBody {
  const body = wasRead.get(where) ?? read();
  wasRead.set(where, body);
  return body;
}

function keepText(where: string, text: string): GivenBody {
  return keep(where, (take) => take(Buffer.from(text)));
}

function readDescriptor(descriptor: number, where: string): GivenBody {
  return keep(where, (take) => readToEnd(descriptor, take));
}

function readFile(path: string): GivenBody {
  if (path === '')
    throw new UsageError('--body-file: expected a path, got nothing', {
      remedy: 'For a body from stdin write --body -.',
    });
  assertResolvable(path, '--body-file');
  const descriptor = openFile(path);
  try {
    return readDescriptor(descriptor, path);
  } finally {
    closeSync(descriptor);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new NotFoundError(`--body-file: ${path}: no such file`, { cause: error });
    throw cannotRead(path, error);
  }
}

function keep(where: string, read: (take: (chunk: Uint8Array) => void) => void): GivenBody {
  const text = new LongText();
  try {
    read((chunk) => text.add(chunk));
    return { where, kept: text.end() };
  } catch (error) {
    throw describeFailure(where, error);
  }
}

function describeFailure(where: string, error: unknown): Error {
  if (error instanceof RangeError) {
    return new InvalidReportError(`${where}: expected a body of text, found a NUL byte`, {
      remedy: 'Put binary data into a file and name it in the report.',
    });
  }
  if (!(error instanceof TypeError)) return cannotRead(where, error);
  return new InvalidReportError(`${where}: expected a body in UTF-8, found bytes that are not`, {
    cause: error,
    remedy: 'Convert it first, for example with iconv.',
  });
}

function cannotRead(where: string, error: unknown): IoError {
  return new IoError(`${where}: the body cannot be read: ${messageOf(error)}`, {
    cause: error,
    remedy: 'Check that it is a file and that this user may read it.',
  });
}
