import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { mkdirDurable } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import type { Jobs } from '../config/readJobs.ts';
import { runJob, type JobRun } from '../queue/runRead.ts';
import { mapLimited } from '../run/limit.ts';
import { OutputTail } from '../run/outputTail.ts';
import { runCommand } from '../run/runCommand.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';
import type { DueRun, Plan } from './planTick.ts';

/** How long a start command may take, in seconds. */
const startTimeoutSeconds = 60;

/** What was started and run, with its end. */
export interface Results {
  /** Resumed jobs, by id. */
  starts: Map<string, JobRun>;
  runs: DueResult[];
}

/** A due run that has ended, or the reason why it was not allowed. */
export type DueResult = { due: DueRun } & (
  | { kind: 'ran' | 'started'; run: JobRun }
  | { kind: 'blocked'; reason: string }
);

/**
 * Starts and runs what a plan says, at most 16 commands at a time. The intention is saved first: a crash in the middle
 * uses up the backoff of a start and is known to the next tick.
 */
export async function carryOut(plan: Plan, jobs: Jobs, file: StateFile, now: Date): Promise<Results> {
  const resumed = [...plan.decided].filter(([, { verdict }]) => verdict.resume).map(([id]) => jobs.jobs.get(id) as Job);
  if (resumed.length === 0 && plan.due.length === 0) return { starts: new Map(), runs: [] };
  await file.update((state) => markIntentions(state, plan, now));
  const starts = new Map<string, JobRun>();
  const runs: DueResult[] = [];
  const tasks = [
    ...resumed.map((job) => async () => void starts.set(job.id, await startJob(job, file))),
    ...plan.due.map((due) => async () => void runs.push(await runDue(due, jobs, file))),
  ];
  await mapLimited(tasks, (task) => task());
  return { starts, runs };
}

/**
 * Runs a long job's start command. What it prints goes into a file beside the state, since a process that it leaves
 * behind may go on printing. Never rejects.
 */
export async function startJob(job: Job, file: StateFile, timeoutSeconds = startTimeoutSeconds): Promise<JobRun> {
  const argv = job.commands.start;
  if (argv === undefined) throw new TypeError(`${job.id}: has no start command`);
  await mkdirDurable(file.startLogs);
  // Two jobs may not share a log: an id can be any text.
  const handle = await open(join(file.startLogs, `${encodeURIComponent(job.id).slice(0, 200)}.log`), 'w+', 0o600);
  try {
    const run = await runCommand({ argv, cwd: job.cwd, timeoutMs: timeoutSeconds * 1000, output: handle.fd });
    const tail = new OutputTail();
    const size = (await handle.stat()).size;
    const length = Math.min(size, 64 * 1024);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    tail.add(buffer.subarray(0, bytesRead));
    return { ...run, stdout: tail.read(), stderr: '' };
  } finally {
    await handle.close();
  }
}

function markIntentions(state: State, plan: Plan, now: Date): void {
  const nowSeconds = now.getTime() / 1000;
  for (const [id, { verdict }] of plan.decided) {
    if (verdict.resume) state.jobs[id] = { ...asObject(state.jobs[id]), lastAutoResumeAt: nowSeconds };
  }
  const itemIds = new Set(plan.due.map(({ itemId }) => itemId));
  for (const item of state.queue) {
    if (!itemIds.has(item.id)) continue;
    Object.assign(item, { status: 'running', attempt: item.attempt + 1, lastRunAt: nowSeconds });
  }
  for (const { jobId, slot } of plan.due) {
    if (slot !== undefined) state.jobs[jobId] = { ...asObject(state.jobs[jobId]), lastScheduledAt: slot };
  }
}

async function runDue(due: DueRun, jobs: Jobs, file: StateFile): Promise<DueResult> {
  const job = jobs.jobs.get(due.jobId);
  if (job === undefined) {
    const known = jobs.faults.some(({ id }) => id === due.jobId);
    return {
      due,
      kind: 'blocked',
      reason: known ? 'its entry in the config cannot be used' : 'no such job is configured',
    };
  }
  if (job.kind === 'one_shot_write')
    return {
      due,
      kind: 'blocked',
      reason: `a write never runs by itself: owner-report-monitor approve ${job.id} …, then run`,
    };
  if (job.risk !== 'read_only')
    return { due, kind: 'blocked', reason: `its risk is ${job.risk}; only read_only runs by itself` };
  if (job.kind === 'long_running_read') return { due, kind: 'started', run: await startJob(job, file) };
  return { due, kind: 'ran', run: await runJob(job, { timeoutSeconds: due.timeoutSeconds }) };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
