import { homeHint, type Invocation, repeatHint, resolveSending } from '@owner-report/cli';
import { redact } from '@owner-report/spool';

import { givenByEntry, wrapperOf } from '../doctor/scheduledRun.ts';
import { checkSends } from '../doctor/sendTest.ts';
import type { Finding } from '../finding.ts';
import type { SchedulePlan } from './schedulePlan.ts';

/**
 * Sends a test message as the schedule would, with its environment.
 * @param isRestored what was given is not kept when it fails, and has to be typed again
 * @returns what went wrong; undefined when it was sent
 */
export async function sendTest(
  { home, flags }: Invocation,
  { entry, scheduler }: SchedulePlan,
  isRestored: boolean,
): Promise<Finding | undefined> {
  const sending = resolveSending(home, givenByEntry(entry), true);
  const whole = repeatHint(home, 'owner-report-watchdog install', flags);
  const isTelling = redact(whole, process.env) !== whole;
  const again =
    isRestored && !isTelling ? whole : homeHint(home, 'owner-report-watchdog install', [`--${scheduler.name}`]);
  const run = { wrapper: wrapperOf(entry), environment: { ...entry.variables } };
  const finding = await checkSends(
    { sending, settings: sending.settings },
    { home, asked: true, now: new Date(), run, again },
  );
  return finding.level === 'fail' ? finding : undefined;
}
