import { accessSync, constants, statSync } from 'node:fs';

import { type Home, IoError, messageOf, OwnerReportError } from '@owner-report/spool';

/**
 * Makes sure before a send that its success can be recorded: `sent/` and `attempts/` take files and are on the file
 * system of `pending/`.
 * @throws IoError
 */
export function assertSentWritable(home: Home): void {
  try {
    const [pending, sent, attempts] = [statSync(home.pending), statSync(home.sent), statSync(home.attempts)];
    if (pending.dev !== sent.dev || attempts.dev !== sent.dev) {
      throw new IoError(
        `${home.sent}: expected it on the same file system as ${home.pending} and ${home.attempts}, found another one`,
        {
          remedy:
            'Make them plain directories of one file system: a report moves between them without being copied. Nothing was sent.',
        },
      );
    }
    // No probe file: a crash would leave it in sent/. That there is space shows when the attempt's files are synced.
    for (const [dir, info] of [
      [home.sent, sent],
      [home.attempts, attempts],
    ] as const) {
      if (!info.isDirectory()) throw notWritable(dir, 'something else');
      try {
        accessSync(dir, constants.W_OK | constants.X_OK);
      } catch (error) {
        throw notWritable(dir, messageOf(error), error);
      }
    }
  } catch (error) {
    if (error instanceof OwnerReportError) throw error;
    throw notWritable(home.sent, messageOf(error), error);
  }
}

function notWritable(dir: string, found: string, cause?: unknown): IoError {
  return new IoError(`${dir}: expected a directory that can be written, got: ${found}`, {
    cause,
    remedy: 'Mend its owner, permissions or disk. Nothing was sent.',
  });
}
