import type { Invocation } from '@owner-report/cli';
import { exitCodes, parseAge, readDeliveries, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeEntry } from './describeEntry.ts';
import { isFailure, toEntry } from './toEntry.ts';

/** How far back is looked where nothing is said. */
const usualSpan = '24h';

/** Tells each event that is on record, and was asked for, on a line. */
export function showHistory({ home, talk, text, flag }: Invocation): number {
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
