import { formatProblem } from '../config/problem.ts';
import { resolvePolicy, type Job } from '../config/job.ts';
import type { Fault, Jobs } from '../config/readJobs.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { parseMemory, type Memory } from '../evaluate/memory.ts';
import type { Verdict } from '../evaluate/verdict.ts';
import type { Observation } from '../observe/observe.ts';
import { checkSchedule } from '../queue/schedule.ts';
import type { Subject } from '../report/section.ts';
import type { State } from '../state/state.ts';

/** At most this many queued and scheduled jobs are run by one tick; the others by the next. */
const maxRuns = 64;

/** A job, or the entry of one, with what was decided about it. */
export interface Decided {
  subject: Subject;
  /** What was remembered when it was decided. */
  before: Memory;
  verdict: Verdict;
}

/** A queued item or scheduled job that is due; `slot` for the latter. */
export interface DueRun {
  jobId: string;
  itemId?: string;
  slot?: number;
  /** Of an item that brings its own, as ops-framework allows. */
  timeoutSeconds?: number | undefined;
}

/** All that a tick is going to do. */
export interface Plan {
  decided: Map<string, Decided>;
  due: DueRun[];
  /** First looks at a cron expression, by job: nothing is run before its next time. */
  firstSlots: Map<string, number>;
  live: boolean;
}

/** Decides about every job that was observed, every faulty entry, and what is due. Pure. */
export function planTick(
  jobs: Jobs,
  state: State,
  observations: ReadonlyMap<string, Observation>,
  now: Date,
  live: boolean,
): Plan {
  const decided = new Map<string, Decided>();
  for (const [id, observation] of observations) {
    const job = jobs.jobs.get(id) as Job;
    // Without leave to start anything a job is as if it were not to be resumed.
    const startable = live ? job : { ...job, policy: { ...job.policy, autoResume: false } };
    const before = parseMemory(state.jobs[id]);
    decided.set(id, { subject: subjectOf(job), before, verdict: evaluate(startable, observation, before, now) });
  }
  for (const fault of jobs.faults) {
    const observation = { kind: 'invalid' as const, reason: fault.problems.map(formatProblem).join('; ') };
    const before = parseMemory(state.jobs[fault.id]);
    const subject = { id: fault.id, name: fault.id, kind: fault.kind };
    decided.set(fault.id, { subject, before, verdict: evaluate(placeholder(fault), observation, before, now) });
  }
  if (!live) return { decided, due: [], firstSlots: new Map(), live };
  return { decided, ...findDue(jobs, state, now), live };
}

/** What a section about a job is headed with. */
export function subjectOf({ id, name, kind }: Job): Subject {
  return { id, name, kind };
}

function findDue(jobs: Jobs, state: State, now: Date): Pick<Plan, 'due' | 'firstSlots'> {
  const nowSeconds = now.getTime() / 1000;
  const due: DueRun[] = state.queue
    // One that is running was left by a tick that died: there is no other one now.
    .filter(({ status, notBefore }) => (status === 'pending' || status === 'running') && notBefore <= nowSeconds)
    .map(({ id, jobId, timeoutSeconds }) => ({ jobId, itemId: id, timeoutSeconds }));
  const firstSlots = new Map<string, number>();
  for (const job of jobs.jobs.values()) {
    const found = checkSchedule(job, parseMemory(state.jobs[job.id]), now);
    if (found?.due === true) due.push({ jobId: job.id, slot: found.slot });
    else if (found !== undefined && parseMemory(state.jobs[job.id]).lastScheduledAt !== found.slot)
      firstSlots.set(job.id, found.slot);
  }
  return { due: due.slice(0, maxRuns), firstSlots };
}

// What an entry that cannot be used has in place of a job: nothing but the built-in policy counts.
function placeholder({ id }: Fault): Job {
  return {
    id,
    name: id,
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    cwd: '/',
    commands: {},
    policy: resolvePolicy({}),
    schedule: undefined,
    standingApproval: false,
    after: [],
  };
}
