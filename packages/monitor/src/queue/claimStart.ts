import type { Job } from '../config/job.ts';
import { secondsSinceStart } from '../evaluate/evaluate.ts';
import { changeMemory, type Memory, parseMemory } from '../evaluate/memory.ts';
import { isThere, isThisProcess, recordThisProcess } from '../run/processRecord.ts';
import { statusTimeoutMs } from '../run/runJob.ts';
import { defaultStartSeconds } from '../run/startJob.ts';
import { timeUp } from '../run/timeUp.ts';
import type { State } from '../state/state.ts';

/**
 * Why a job may not be started now.
 * - 'starting': another process is at it.
 * - 'stopped': a person has stopped it, and only a person starts it again.
 * - 'recent': its last start may still be on its way: it has not been seen to work since, and its backoff goes on.
 */
export interface Obstacle {
  kind: 'starting' | 'stopped' | 'recent';
  reason: string;
}

/** Who starts a job: a tick that resumes it or a follow-up, or a person, whom only another start under way stops. */
export type Starter = 'resume' | 'follow-up' | 'person';

/**
 * Takes the right to start a job, in a state that is about to be saved. It ends with `releaseStart`, or with this process.
 * @param timeoutSeconds how long its start command may take
 * @returns what is against it; the right is not taken then
 */
export async function claimStart(
  state: State,
  job: Job,
  by: Starter,
  now: Date,
  timeoutSeconds = defaultStartSeconds,
): Promise<Obstacle | undefined> {
  const memory = parseMemory(state.jobs[job.id]);
  const nowSeconds = now.getTime() / 1000;
  const obstacle = await findObstacle(job, memory, by, nowSeconds);
  if (obstacle !== undefined) return obstacle;
  changeMemory(state.jobs, job.id, {
    starting: await recordThisProcess(timeUp(new Date(), statusTimeoutMs(job), timeoutSeconds * 1000)),
    ...(by === 'resume' ? { lastAutoResumeAt: nowSeconds } : { lastManualStartAt: nowSeconds }),
    ...(by === 'person' && { stoppedByHandAt: undefined }),
  });
  return undefined;
}

/** Gives the right back, in a state that is about to be saved, if it is this process that has it. */
export function releaseStart(state: State, id: string): void {
  const { starting } = parseMemory(state.jobs[id]);
  if (starting === undefined || !isThisProcess(starting)) return;
  changeMemory(state.jobs, id, { starting: undefined, resuming: undefined });
}

async function findObstacle(
  { policy }: Job,
  memory: Memory,
  by: Starter,
  nowSeconds: number,
): Promise<Obstacle | undefined> {
  const { starting, stoppedByHandAt, lastSeen } = memory;
  if (starting !== undefined && (await isThere(starting)))
    return { kind: 'starting', reason: `process ${starting.pid} is starting it just now` };
  if (by === 'person') return undefined;
  if (stoppedByHandAt !== undefined) return { kind: 'stopped', reason: 'it was stopped by hand' };
  const hasWorked = lastSeen !== undefined && (lastSeen.running || lastSeen.completed);
  if (by === 'follow-up' && hasWorked) return undefined;
  if (secondsSinceStart(memory, nowSeconds) >= policy.autoResumeBackoffSeconds) return undefined;
  return { kind: 'recent', reason: 'it was started a moment ago' };
}
