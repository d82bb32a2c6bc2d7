import {
  aNumber,
  aText,
  objectOf,
  optional,
  type ProcessRecord,
  readPidNamespace,
  readProcessState,
  recordOf,
  recordOfThisProcess,
} from '@owner-report/spool';

import { longestMs, timeUp } from './timeUp.ts';

/** A process as the state file keeps it. */
export const processShape = objectOf({
  pid: aNumber,
  startTime: aText,
  bootId: aText,
  pidNamespace: optional(aText),
  until: optional(aText),
});

/**
 * The record of a process, undefined when there is none of that number.
 * @param until when it is over; as late as that may be when it is not known
 */
export async function recordProcess(pid: number, until?: Date): Promise<ProcessRecord | undefined> {
  const record = await recordOf(pid);
  return record && limit(record, until);
}

/** The record of this process, also where the system does not tell when it started. */
export async function recordThisProcess(until?: Date): Promise<ProcessRecord> {
  return limit(await recordOfThisProcess(), until);
}

function limit(record: ProcessRecord, until = timeUp(new Date(), longestMs)): ProcessRecord {
  return { ...record, until: until.toISOString() };
}

/** Whether a process that was put on record is still there; one that cannot be seen from here is until its time is up. */
export async function isThere(record: ProcessRecord | undefined): Promise<boolean> {
  if (record === undefined) return false;
  const state = await readProcessState(record);
  return state === 'unseen' ? isInTime(record) : state !== 'dead';
}

/** Whether a record is that of this very process. */
export function isThisProcess({ pid, pidNamespace }: ProcessRecord): boolean {
  return pid === process.pid && (pidNamespace === undefined || pidNamespace === readPidNamespace());
}

function isInTime({ until = '' }: ProcessRecord): boolean {
  const leftMs = Date.parse(until) - Date.now();
  // More is left only when the clock was set back since.
  return leftMs > 0 && leftMs <= 2 * longestMs;
}
