import { commandHint, holdHint, homeHint, laneNamed } from '@owner-report/cli';
import { countOf, formatAgo, moveAwayHint, quoteWord, resumeHint } from '@owner-report/spool';

import { isFromFuture } from './clockSlack.ts';
import { findHeads } from './heads.ts';
import type { HeadStatus } from './queueStatus.ts';
import type { Situation } from './situation.ts';
import { isTooEarly, tellFrom } from './tellTime.ts';

/** What an operator has to know first. */
export interface Verdict {
  /**
   * - 'ok': nothing waits, nothing is wrong.
   * - 'busy': reports wait, and go out without anybody's help.
   * - 'attention': something is to be looked at, some time.
   * - 'alert': reports do not arrive.
   */
  level: 'ok' | 'busy' | 'attention' | 'alert';
  text: string;
  /** What to type; undefined where nothing is to be done. */
  type?: string;
}

/** Where a home is drained each minute, none is without a pass so long. */
const silentAfterMs = 10 * 60_000;

type Judge = (situation: Situation) => Verdict | undefined;

// The first that has something to say is right: each is worse than those behind it, or is why they hold.
const judges: readonly Judge[] = [
  judgeHome,
  judgeDisk,
  judgeLock,
  judgeClock,
  judgeSilence,
  judgeFaultyHead,
  judgeBrokenPass,
  judgeConfig,
  judgeFailedHead,
  judgeUnknownHead,
  judgeSending,
  judgeHeld,
  judgeWaiting,
];

/** The verdict on a home. Pure. docs/runbook.md has a section for each. */
export function judge(situation: Situation): Verdict {
  for (const one of judges) {
    const verdict = one(situation);
    if (verdict !== undefined) return verdict;
  }
  const { pass, now } = situation;
  const last = pass === undefined ? 'no pass has run yet' : `the last pass ended ${formatAgo(pass.at, now)}`;
  return { level: 'ok', text: `all is sent; ${last}` };
}

function judgeHome({ home, status }: Situation): Verdict | undefined {
  if (status.exists) return undefined;
  const type = homeHint(home, 'owner-report-watchdog install');
  return { level: 'attention', text: 'there is no home here yet, so that nothing can wait in it', type };
}

function judgeDisk({ home, isDiskFull }: Situation): Verdict | undefined {
  if (!isDiskFull) return undefined;
  const type = `df ${quoteWord(home.dir)}; df -i ${quoteWord(home.dir)}`;
  return { level: 'alert', text: 'the disk is full: no report can be taken or sent', type };
}

function judgeLock({ home, status: { lock } }: Situation): Verdict | undefined {
  if (lock?.state === 'obstructed')
    return { level: 'alert', text: 'no pass can lock this home: a file is in the way', type: moveAwayHint(home.lock) };
  if (lock?.state !== 'suspended' || lock.pid === null) return undefined;
  const text = `the pass that holds the lock is suspended (process ${lock.pid}): no other one can begin`;
  return { level: 'alert', text, type: resumeHint(lock.pid) };
}

function judgeClock({ now, status, pass }: Situation): Verdict | undefined {
  const isAhead = pass !== undefined && isFromFuture(Date.parse(pass.at), now);
  const what = isAhead
    ? 'the last pass'
    : findHeads(status).some(({ head }) => head.is_from_future)
      ? 'a head'
      : undefined;
  if (what === undefined) return undefined;
  return {
    level: 'attention',
    text: `${what} is from the future: this clock was set back, or was ahead then`,
    type: 'date',
  };
}

// The watchdog itself is dead, or was never scheduled.
function judgeSilence(situation: Situation): Verdict | undefined {
  const { home, now, status, pass } = situation;
  const oldest = Math.max(0, ...findHeads(status).map(({ head }) => head.age_seconds * 1000));
  const silentMs = pass === undefined ? oldest : now.getTime() - Date.parse(pass.at);
  if (silentMs < silentAfterMs || status.lock?.state === 'alive') return undefined;
  if (pass === undefined && status.pending === 0) return undefined;
  const since = pass === undefined ? 'no pass has ever run' : `the last pass ended ${formatAgo(pass.at, now)}`;
  const waits =
    status.pending === 0 ? '' : `, and ${countOf(status.pending, 'report')} ${status.pending === 1 ? 'waits' : 'wait'}`;
  const type = homeHint(home, 'owner-report-watchdog doctor');
  return {
    level: status.pending === 0 ? 'attention' : 'alert',
    text: `nothing drains this home: ${since}${waits}`,
    type,
  };
}

function judgeFaultyHead({ home, status }: Situation): Verdict | undefined {
  for (const { route, head } of findHeads(status)) {
    if (head.invalid !== null)
      return stuck(route, `the head can never be sent: ${head.invalid}`, holdHint(home, head.report_id, 'invalid'));
    if (head.rejected !== null)
      return stuck(route, `the head was rejected: ${head.rejected}`, holdHint(home, head.report_id, 'rejected'));
  }
  return undefined;
}

function stuck(route: string | undefined, text: string, type: string): Verdict {
  return { level: 'alert', text: `${inLane(route)}${text}`, type };
}

function judgeBrokenPass({ home, pass }: Situation): Verdict | undefined {
  if (pass?.error === undefined) return undefined;
  return {
    level: 'alert',
    text: `the last pass was broken off: ${pass.error}`,
    type: homeHint(home, 'owner-report-watchdog doctor'),
  };
}

// The last pass may have ended before somebody edited the file.
function judgeConfig({ home, configFault: fault }: Situation): Verdict | undefined {
  if (fault === undefined) return undefined;
  return {
    level: 'alert',
    text: `no pass can begin: ${fault}`,
    type: homeHint(home, 'owner-report-watchdog doctor'),
  };
}

function judgeFailedHead(situation: Situation): Verdict | undefined {
  const { home, now, status } = situation;
  const failed = findHeads(status).find(({ head }) => head.last_error !== null && !isUnknown(head) && !head.in_flight);
  if (failed === undefined) return undefined;
  const { route, head } = failed;
  const printed = head.last_output === null ? '' : `: ${head.last_output}`;
  const next = isTooEarly(head.retry_at, now)
    ? `tried again ${tellFrom(now).when(head.retry_at)}`
    : 'the next pass tries it again';
  const text = `the head failed: ${head.last_error}${printed}; ${countOf(head.attempts, 'attempt')}, ${next}`;
  return { level: 'alert', text: `${inLane(route)}${text}`, type: homeHint(home, 'owner-report-watchdog doctor') };
}

function judgeUnknownHead({ home, sending, now, status }: Situation): Verdict | undefined {
  const unknown = findHeads(status).find(({ head }) => isUnknown(head));
  if (unknown === undefined) return undefined;
  const { route, head } = unknown;
  const next = isTooEarly(head.retry_at, now)
    ? `it is sent again ${tellFrom(now).when(head.retry_at)}`
    : 'the next pass sends it again';
  const text = `nobody knows whether the head went out (${head.last_error ?? 'its sender has died'}); ${next}, flagged`;
  const { settings } = laneNamed(route, sending);
  // The settings of a schedule count only there: doctor finds them, and prints the line with them.
  const type =
    settings.sendCommand === undefined
      ? homeHint(home, 'owner-report-watchdog doctor')
      : commandHint(home, 'owner-report-driver', { id: head.report_id, place: 'pending' });
  return { level: 'attention', text: `${inLane(route)}${text}`, type };
}

function judgeSending({ now, status }: Situation): Verdict | undefined {
  const sending = findHeads(status).find(({ head }) => head.in_flight);
  if (sending !== undefined) {
    const { route, head } = sending;
    return {
      level: 'busy',
      text: `${inLane(route)}the head is being sent since ${tellFrom(now).since(head.last_attempt_at)}`,
    };
  }
  return status.lock?.state === 'alive' ? { level: 'busy', text: 'a pass is at work' } : undefined;
}

function judgeHeld({ home, status }: Situation): Verdict | undefined {
  const [first] = status.held_reports;
  if (first === undefined) return undefined;
  const text = `${countOf(status.held, 'report')} ${status.held === 1 ? 'is' : 'are'} held, and not sent before somebody releases ${status.held === 1 ? 'it' : 'them'}`;
  return {
    level: 'attention',
    text,
    type: commandHint(home, 'owner-report-watchdog release', { id: first.report_id, place: 'held' }),
  };
}

function judgeWaiting({ now, status: { pending, lanes } }: Situation): Verdict | undefined {
  if (pending === 0) return undefined;
  const quiet = lanes?.reduce((sum, lane) => sum + lane.quiet, 0) ?? 0;
  const until = lanes?.find((lane) => lane.quiet_until !== null)?.quiet_until ?? null;
  const waits = `${countOf(pending, 'report')} ${pending === 1 ? 'waits' : 'wait'}`;
  if (quiet === pending)
    return { level: 'busy', text: `${waits} for the end of quiet hours ${tellFrom(now).when(until)}` };
  return { level: 'busy', text: `${waits} for the next pass` };
}

function isUnknown({ attempt_state: state, in_flight: isSending, last_outcome: outcome }: HeadStatus): boolean {
  return !isSending && (state === 'unknown' || (state === null && outcome === 'unknown'));
}

function inLane(route: string | undefined): string {
  return route === undefined ? '' : `route ${route}: `;
}
