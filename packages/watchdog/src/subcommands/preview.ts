import { type Invocation, type Sending } from '@owner-report/cli';
import { previewDelivery } from '@owner-report/driver';
import { countOf, describeForeign, exitCodes, listReports, UsageError } from '@owner-report/spool';

import { listNext } from '../lanes/listNext.ts';

/** `--dry-run` of a pass: shows what it would send, in the order in which it would. Runs and moves nothing. */
export function preview({ home, talk, flag }: Invocation, sending: Sending, maxCount: number): number {
  if (flag('follow')) throw new UsageError('expected --dry-run or --follow, got both');
  const hasLanes = sending.routes.length > 0;
  const { entries, total, foreign } = listReports(home, 'pending', hasLanes ? Infinity : maxCount);
  for (const name of foreign) talk.warn(describeForeign(home, 'pending', name));
  if (total === 0) talk.note(`${home.pending}: nothing is pending`);
  const next = hasLanes ? listNext(entries, sending, maxCount, new Date()) : { entries, quiet: 0 };
  for (const [index, entry] of next.entries.entries()) {
    talk.result(`${index === 0 ? '' : '\n'}next ${index + 1} of ${next.entries.length} (${total} pending)`);
    previewDelivery(home, sending, entry.path, talk);
  }
  if (next.quiet > 0) talk.note(`${countOf(next.quiet, 'report')} held back by quiet hours`);
  return exitCodes.done;
}
