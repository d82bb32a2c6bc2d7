import type { Job } from '../config/job.ts';
import { approveHint, monitorHint, type MonitorFiles } from '../config/monitorHint.ts';
import type { Jobs } from '../config/readJobs.ts';
import { changeMemory } from '../evaluate/memory.ts';
import { mapLimited } from '../run/mapLimited.ts';
import { type JobRun, runJob } from '../run/runJob.ts';
import { startJob } from '../run/startJob.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';
import type { DueRun, Plan } from './planTick.ts';

/** What was started and run, with its end. */
export interface Results {
  /** Resumed jobs, by id. */
  starts: Map<string, JobRun>;
  runs: DueResult[];
}

/** When nothing was to be done. */
export const noResults: Results = { starts: new Map(), runs: [] };

/** A due run that has ended, or the reason why it was not allowed. */
export type DueResult = { due: DueRun } & (
  | { kind: 'ran' | 'started'; run: JobRun }
  /** The long job that is due is at work already. */
  | { kind: 'running' }
  /** `type` is a command line that helps. */
  | { kind: 'blocked'; reason: string; type?: string }
);

/**
 * Starts and runs what a plan says, at most 16 commands at a time. The intention is saved first: a crash in the middle
 * uses up the backoff of a start, and the next tick knows what was under way.
 */
export async function carryOut(
  plan: Plan,
  jobs: Jobs,
  { stateFile: file, now, files }: { stateFile: StateFile; now: Date; files: MonitorFiles },
): Promise<Results> {
  const resumed = plan.decided.filter(({ verdict }) => verdict.resume).map(({ id }) => jobs.jobs.get(id) as Job);
  const starts = new Map<string, JobRun>();
  const runs: DueResult[] = [];
  if (resumed.length === 0 && plan.due.length === 0) return { starts, runs };
  await file.update((state) => markIntentions(state, plan, now));
  const begun = new Map<string, Promise<JobRun>>();
  // A job that is due more than once is started once.
  const startOnce = (job: Job) => {
    const start = begun.get(job.id) ?? startJob(job, file.startLogs);
    begun.set(job.id, start);
    return start;
  };
  const tasks = [
    ...resumed.map((job) => async () => void starts.set(job.id, await startOnce(job))),
    ...plan.due.map((due) => async () => void runs.push(await runDue(due, plan, { jobs, files, startOnce }))),
  ];
  await mapLimited(tasks, (task) => task());
  return { starts, runs };
}

function markIntentions(state: State, plan: Plan, now: Date): void {
  const nowSeconds = now.getTime() / 1000;
  for (const { id, verdict } of plan.decided) {
    if (!verdict.resume) continue;
    const why = verdict.occasion?.kind === 'anomaly' ? verdict.occasion.text : 'paused';
    changeMemory(state.jobs, id, { lastAutoResumeAt: nowSeconds, resuming: why });
  }
  for (const { itemId, jobId, slot } of plan.due) {
    const item = state.queue.find(({ id }) => id === itemId);
    const begun = { status: 'running', lastRunAt: nowSeconds } as const;
    if (item !== undefined) Object.assign(item, begun, { attempt: item.attempt + 1 });
    if (slot === undefined) continue;
    changeMemory(state.jobs, jobId, slot);
    const times = { createdAt: nowSeconds, notBefore: nowSeconds };
    state.queue.push({ id: itemId, jobId, ...times, reason: 'schedule', scheduled: true, attempt: 1, ...begun });
  }
}

async function runDue(
  due: DueRun,
  { decided }: Plan,
  { jobs, files, startOnce }: { jobs: Jobs; files: MonitorFiles; startOnce: (job: Job) => Promise<JobRun> },
): Promise<DueResult> {
  const job = jobs.jobs.get(due.jobId);
  if (job === undefined) {
    const known = jobs.faults.some(({ id }) => id === due.jobId);
    const reason = known ? 'its entry in the config cannot be used' : 'no such job is configured';
    return { due, kind: 'blocked', reason };
  }
  if (job.kind === 'one_shot_write') {
    const type = `${approveHint(files, job.id)} && ${monitorHint(files, 'run', { job: job.id })}`;
    return { due, kind: 'blocked', reason: 'a write never runs by itself; approve and run it', type };
  }
  if (job.risk !== 'read_only')
    return { due, kind: 'blocked', reason: `its risk is ${job.risk}; only read_only runs by itself` };
  if (job.kind === 'one_shot_read')
    return { due, kind: 'ran', run: await runJob(job, { timeoutSeconds: due.timeoutSeconds }) };
  const observation = decided.find(({ id }) => id === job.id)?.verdict.observation;
  if (observation?.kind === 'seen' && observation.status.running) return { due, kind: 'running' };
  return { due, kind: 'started', run: await startOnce(job) };
}
