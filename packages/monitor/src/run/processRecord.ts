import type { ProcessRecord } from '@owner-report/cli';
import { readBootId, readStartTime } from '@owner-report/spool';
import * as z from 'zod';

/** A process as the state file keeps it. */
export const processSchema = z.object({ pid: z.number(), startTime: z.string(), bootId: z.string() });

/** The record of a process, undefined when there is none of that number. */
export async function recordProcess(pid: number): Promise<ProcessRecord | undefined> {
  const startTime = await readStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: await readBootId() };
}

/** Whether a process that was put on record is still there. */
export async function isThere(record: ProcessRecord | undefined): Promise<boolean> {
  if (record === undefined || record.bootId !== (await readBootId())) return false;
  return (await readStartTime(record.pid)) === record.startTime;
}
