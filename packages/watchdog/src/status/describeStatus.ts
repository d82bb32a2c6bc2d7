import { holdHint } from '@owner-report/cli';
import {
  describeHolder,
  formatDuration,
  type Home,
  listSome,
  countOf,
  formatAgo,
  jobStates,
  type LastTick,
  moveAwayHint,
  resumeHint,
  shorten,
  unseenHolder,
} from '@owner-report/spool';

import type { HeadStatus, LaneStatus, QueueStatus } from './queueStatus.ts';
import type { Situation } from './situation.ts';
import { isTooEarly, tellFrom } from './tellTime.ts';
import { findTelling, whyItWaits } from './whyItWaits.ts';

/** The status for people, a line for each fact. */
export function describeStatus(situation: Situation): string[] {
  const { home, now, status, pass, tick } = situation;
  const { head, last_success: last, held_reports: held } = status;
  const lines = [
    `home          ${home.dir}${status.exists ? '' : ' (not there yet)'}`,
    `pending       ${status.pending}`,
    `held          ${status.held}`,
    ...held.map(
      ({ report_id: id, reason, at }) =>
        `  ${id}  ${shorten(reason ?? 'no reason on record')}${at === null ? '' : ` (${formatAgo(at, now)})`}`,
    ),
  ];
  if (status.held > held.length) lines.push(`  and ${status.held - held.length} more`);
  if (status.lanes !== undefined) lines.push(...status.lanes.flatMap((lane) => describeLane(situation, lane)));
  else if (head !== null) lines.push(...describeHead(home, head, now));
  lines.push(`last success  ${last === null ? 'none on record' : `${formatAgo(last.at, now)}  ${last.report_id}`}`);
  lines.push(
    `last pass     ${pass === undefined ? 'none on record' : `${formatAgo(pass.at, now)}, exit ${pass.exit_code}`}`,
  );
  if (tick !== undefined)
    lines.push(`last tick     ${formatAgo(tick.at, now)}, exit ${tick.exit_code}${describeJobs(tick)}`);
  lines.push(`lock          ${describeLock(home, status.lock)}`);
  if (status.foreign.length > 0) lines.push(`passed over   ${listSome(status.foreign)}`);
  return lines;
}

function describeLane({ home, now, underWay }: Situation, lane: LaneStatus): string[] {
  const { route, pending, quiet, quiet_until: until } = lane;
  const tell = tellFrom(now);
  const end = until === null ? '' : `, which end ${tell.when(until)}`;
  const waiting = quiet === 0 ? '' : `, ${quiet} of them held back by quiet hours${end}`;
  const told = findTelling(lane);
  const reason = told === null ? '' : `; ${shorten(whyItWaits(told, now, underWay, tell))}`;
  const lines = [`route         ${route}: ${pending} pending${waiting}${reason}`];
  // Why it waits is told already, and one screen has to hold all lanes.
  if (told !== null)
    lines.push(`  ${nameHead(told)}, ${countOf(told.attempts, 'attempt')}`, ...hintOfFault(home, told));
  return lines;
}

function describeHead(home: Home, head: HeadStatus, now: Date): string[] {
  const { last_attempt_at: at } = head;
  const lines = [nameHead(head)];
  if (head.invalid !== null) lines.push(`invalid       ${shorten(head.invalid)}`);
  if (head.rejected !== null) lines.push(`rejected      ${shorten(head.rejected)}`);
  lines.push(...hintOfFault(home, head), `attempts      ${head.attempts}${describeAttempt(head, now)}`);
  if (head.last_error !== null) lines.push(`last error    ${shorten(head.last_error)} (${formatAgo(at, now)})`);
  if (head.last_output !== null) lines.push(`  it printed: ${head.last_output}`);
  if (isTooEarly(head.retry_at, now)) lines.push(`tried again   ${tellFrom(now).when(head.retry_at)}`);
  return lines;
}

function nameHead({ report_id: id, is_from_future: isFromFuture, age_seconds: age }: HeadStatus): string {
  const told = isFromFuture ? 'from the future: its time is ahead of this clock' : `${formatDuration(age * 1000)} old`;
  return `head          ${id}, ${told}`;
}

function hintOfFault(home: Home, { report_id: id, invalid, rejected }: HeadStatus): string[] {
  const fault = invalid !== null ? 'invalid' : rejected !== null ? 'rejected' : undefined;
  return fault === undefined ? [] : [`  mend it, or set it aside: ${holdHint(home, id, fault)}`];
}

function describeAttempt({ attempt_state: state, last_attempt_at: at }: HeadStatus, now: Date): string {
  switch (state) {
    case 'sending':
      return `, the last one sending since ${tellFrom(now).since(at)}`;
    case 'succeeded':
      return ', the last one succeeded; the next pass files it in sent/';
    case 'failed':
      return ', the last one failed; the next pass says how, and tries it again';
    case 'rejected':
      return ', the last one was rejected; the next pass says why';
    case 'unknown':
      return ', nobody knows whether the last one went out; the next pass settles it';
    case 'ready':
      return ', the last one only made ready, nothing of it was sent';
    case null:
      return '';
  }
}

function describeLock(home: Home, lock: QueueStatus['lock']): string {
  if (lock === null) return 'free';
  if (lock.state === 'obstructed')
    return `none can be made: ${home.lock} is a file. Move it away: ${moveAwayHint(home.lock)}`;
  if (lock.pid === null) return 'held by an unknown process';
  const holder = describeHolder({ ...lock, pid: lock.pid });
  switch (lock.state) {
    case 'suspended':
      return `${holder}; suspended. Let it go on: ${resumeHint(lock.pid)}`;
    case 'dead':
      return `${holder}; dead, the next pass takes the lock over`;
    case 'unseen':
      return `${holder}; ${unseenHolder}`;
    default:
      return `${holder}; ${lock.state}`;
  }
}

// States in which there are jobs.
function describeJobs({ jobs }: LastTick): string {
  const counts = jobStates.map((state) => ({ state, count: jobs.filter((job) => job.state === state).length }));
  const told = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`);
  return jobs.length === 0 ? '' : `; ${countOf(jobs.length, 'job')}: ${told.join(', ')}`;
}
