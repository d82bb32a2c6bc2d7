import type { CommandSpec, Invocation } from '@owner-report/cli';
import { exitCodes, parseAge, readDeliveries, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeEntry } from '../history/describeEntry.ts';
import { isFailure, toEntry } from '../history/toEntry.ts';

const usualSpan = '24h';

/** Says what went out, and what did not. Changes nothing. */
export const historySubcommand: CommandSpec = {
  command: 'history',
  describe: 'What went out, when, by which way, after how many tries; oldest first',
  options: {
    since: {
      type: 'string',
      describe: `How far back, such as 7d (default ${usualSpan})`,
      placeholder: 'AGE',
      environment: false,
    },
    failed: {
      type: 'boolean',
      describe: 'Only attempts that failed, were rejected, or whose outcome is unknown',
      environment: false,
    },
    task: {
      type: 'string',
      describe: 'Only reports of this task_id, as far as they are still there',
      placeholder: 'T',
      environment: false,
    },
  },
  run: showHistory,
};

function showHistory({ home, talk, text, flag }: Invocation): number {
  const span = text('since') ?? usualSpan;
  const since = new Date(Date.now() - parseAge(span, '--since'));
  const task = text('task');
  let shown = 0;
  for (const line of readDeliveries(home, since)) {
    if (flag('failed') && !isFailure(line)) continue;
    const entry = toEntry(home, line);
    if (task !== undefined && entry.task_id !== task) continue;
    talk.result(toPrintableLine(describeEntry(entry)));
    talk.document({ ...entry, schemaVersion });
    shown += 1;
  }
  if (shown === 0) talk.note(`nothing of that kind is on record in the last ${span}: ${home.deliveries}`);
  return exitCodes.done;
}
