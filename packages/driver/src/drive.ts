import {
  commandHint,
  describeOutranked,
  type Invocation,
  resolveSending,
  type Sending,
  withHoldHint,
} from '@owner-report/cli';
import { findReport, loadParts, type Located, NotFoundError, UsageError } from '@owner-report/spool';

import { previewDelivery } from './previewDelivery.ts';

/** `owner-report-driver`: delivers one report, or shows what that would do. */
export async function drive(invocation: Invocation): Promise<number> {
  const { home, text } = invocation;
  const wanted = text('report');
  if (wanted === undefined)
    throw new UsageError('expected a report id or path, got nothing', { remedy: 'See: owner-report-driver --help' });
  const sending = resolveSending(home, invocation.given);
  const found = findReport(home, wanted);
  try {
    return await driveFound(invocation, sending, found);
  } catch (error) {
    throw found.place === 'pending' ? withHoldHint(home, found.id, error) : error;
  }
}

async function driveFound(invocation: Invocation, sending: Sending, found: Located): Promise<number> {
  const { home, talk, flag } = invocation;
  const outranked = describeOutranked(sending);
  if (outranked !== undefined) talk.warn(outranked);
  if (flag('dry-run')) {
    previewDelivery(home, sending, found.path, talk);
    return 0;
  }
  if (found.place === 'held') {
    throw new NotFoundError(`${found.path}: expected a pending report, found a held one`, {
      remedy: `Release it first: ${commandHint(home, 'owner-report-watchdog release', found)}`,
    });
  }
  const { deliverNow } = await import('./deliverNow.ts');
  await loadParts();
  return deliverNow(invocation, sending, found);
}
