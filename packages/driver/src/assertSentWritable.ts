import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';

import { IoError, messageOf, OwnerReportError, type Home } from '@owner-report/spool';

/**
 * Makes sure before a send that its success can be recorded: `sent/` takes a file and is on the file system of `pending/`
 * and `attempts/`.
 * @throws IoError
 */
export async function assertSentWritable(home: Home): Promise<void> {
  try {
    const [pending, sent, attempts] = await Promise.all([stat(home.pending), stat(home.sent), stat(home.attempts)]);
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
    await access(home.sent, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof OwnerReportError) throw error;
    throw new IoError(`${home.sent}: expected a directory that can be written, got: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Mend its owner, permissions or disk. Nothing was sent.',
    });
  }
}
