import { type Invocation, exitCodeOfEnding } from '@owner-report/cli';
import { schemaVersion } from '@owner-report/spool';

import { type Memory, changeMemory, parseMemory } from '../evaluate/memory.ts';
import { cutTail } from '../run/cutTail.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { type JobRun } from '../run/runJob.ts';
import { defaultStartSeconds } from '../run/startJob.ts';
import { type JobMonitor, readTimeoutSeconds } from './monitor.ts';
import { runDocument } from './runDocument.ts';

/** What is remembered of the job. */
export function memoryOf({ stateFile, job: { id } }: JobMonitor): Memory {
  return parseMemory(stateFile.read().state.jobs[id]);
}

/** Changes what is remembered of the job. */
export async function remember(
  { stateFile, job: { id } }: JobMonitor,
  change: (memory: Memory) => Partial<Memory>,
): Promise<void> {
  await stateFile.update((state) => {
    changeMemory(state.jobs, id, change(parseMemory(state.jobs[id])));
  });
}

/** Seconds that the command may take. */
export function timeoutOf(invocation: Invocation): number {
  return readTimeoutSeconds(invocation) ?? defaultStartSeconds;
}

/** Tells how the command went, and returns its exit code. */
export function tellRun({ talk, job: { id } }: JobMonitor, what: string, run: JobRun): number {
  const exitCode = exitCodeOfEnding(run.ending);
  talk.result(`${what} ${id}: ${describeEnding(run.ending)}`);
  for (const text of [run.stdout, run.stderr]) if (text.trim() !== '') talk.note(cutTail(text));
  talk.document({ schemaVersion, job: id, ...runDocument(run) });
  return exitCode;
}
