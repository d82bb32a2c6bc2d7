import type { CommandSpec, Invocation } from '@owner-report/cli';
import { readAttemptRecord } from '@owner-report/driver';
import {
  exitCodes,
  formatDuration,
  type Home,
  listReports,
  messageOf,
  parseAge,
  readLastEvent,
  readLockHolder,
  schemaVersion,
  toPrintableLine,
} from '@owner-report/spool';

/** What an operator asks first about a queue. Times are ISO 8601, ages whole seconds. */
interface QueueStatus {
  pending: number;
  held: number;
  /** Names in `pending/` that are no files and are never opened. */
  foreign: string[];
  head: null | {
    report_id: string;
    age_seconds: number;
    attempts: number;
    last_error: string | null;
    last_attempt_at: string | null;
    retry_at: string | null;
    in_flight: boolean;
  };
  last_success: null | { report_id: string; at: string };
  lock: null | { pid: number | null; host: string | null; since: string | null };
}

/** Says how the queue stands. Changes nothing. */
export const statusSubcommand: CommandSpec = {
  command: 'status',
  describe: 'How long the queue is, what its head waits for, what was sent last',
  options: {
    'max-age': {
      type: 'string',
      describe: 'Exit 75 when the oldest report is older than this, such as 15m',
      placeholder: 'DURATION',
    },
  },
  run: showStatus,
};

function showStatus({ home, talk, text }: Invocation): number {
  const maxAge = text('max-age');
  const maxAgeMs = maxAge === undefined ? Infinity : parseAge(maxAge, '--max-age');
  const status = readStatus(home, new Date(), (warning) => talk.warn(warning));
  const tooOld = status.head !== null && status.head.age_seconds * 1000 > maxAgeMs;
  talk.document({ schemaVersion, home: home.dir, ...status, too_old: tooOld });
  for (const line of describeStatus(home, status)) talk.result(toPrintableLine(line));
  if (tooOld) talk.warn(`the head is older than ${maxAge}: see "owner-report-watchdog doctor"`);
  return tooOld ? exitCodes.retry : exitCodes.done;
}

/** Reads the status of a queue. Changes nothing. */
function readStatus(home: Home, now: Date, warn: (text: string) => void): QueueStatus {
  const pending = listReports(home, 'pending', 1);
  const held = listReports(home, 'held', 0);
  const last = findLastSuccess(home, warn);
  const holder = readLockHolder(home.lock);
  const head = pending.entries[0];
  const record = head === undefined ? undefined : readAttemptRecord(home, head.id);
  return {
    pending: pending.total,
    held: held.total,
    foreign: pending.foreign,
    head:
      head === undefined || record === undefined
        ? null
        : {
            report_id: head.id,
            age_seconds: Math.max(0, Math.floor((now.getTime() - head.queueTimeMs) / 1000)),
            attempts: record.attempts,
            last_error: record.lastError ?? null,
            last_attempt_at: record.current?.startedAt ?? record.lastAt ?? null,
            retry_at: record.retryAt ?? null,
            in_flight: record.current !== undefined,
          },
    last_success: last,
    lock:
      holder === undefined
        ? null
        : holder === 'unknown'
          ? { pid: null, host: null, since: null }
          : { pid: holder.pid, host: holder.host, since: holder.since },
  };
}

// The log is for people: without it the rest is told all the same.
function findLastSuccess(home: Home, warn: (text: string) => void): QueueStatus['last_success'] {
  try {
    const last = readLastEvent(home, ({ event }) => event === 'sent');
    return last === undefined ? null : { report_id: last.report_id, at: last.at };
  } catch (error) {
    warn(`${home.deliveries}: cannot be read, so the last success is not known: ${messageOf(error)}`);
    return null;
  }
}

function describeStatus(home: Home, status: QueueStatus): string[] {
  const { head, lock, last_success: last } = status;
  const lines = [`home          ${home.dir}`, `pending       ${status.pending}`, `held          ${status.held}`];
  if (head !== null) {
    lines.push(`head          ${head.report_id}, ${formatDuration(head.age_seconds * 1000)} old`);
    lines.push(`attempts      ${head.attempts}${head.in_flight ? ', one under way or not yet settled' : ''}`);
    if (head.last_error !== null)
      lines.push(`last error    ${head.last_error} (${head.last_attempt_at ?? 'time unknown'})`);
    if (head.retry_at !== null) lines.push(`not before    ${head.retry_at}`);
  }
  lines.push(`last success  ${last === null ? 'none on record' : `${last.at}  ${last.report_id}`}`);
  lines.push(
    `lock          ${lock === null ? 'free' : lock.pid === null ? 'held by an unknown process' : `process ${lock.pid} on ${lock.host}, since ${lock.since}`}`,
  );
  if (status.foreign.length > 0) lines.push(`passed over   ${status.foreign.join(', ')}`);
  return lines;
}
