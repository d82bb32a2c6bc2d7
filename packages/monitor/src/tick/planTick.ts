import { type Job, resolvePolicy } from '../config/job.ts';
import { formatProblem } from '../config/problem.ts';
import type { Fault, Jobs } from '../config/readJobs.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { type Memory, parseAnomaly, parseMemory } from '../evaluate/memory.ts';
import type { Verdict } from '../evaluate/verdict.ts';
import type { Observation } from '../observe/observe.ts';
import { isOpen } from '../queue/followUps.ts';
import { newItemId } from '../queue/newItemId.ts';
import { checkSchedule, forgetSchedule, isScheduled, type Slot } from '../queue/schedule.ts';
import { type Subject, subjectOf } from '../report/section.ts';
import type { State } from '../state/state.ts';

/** At most this many queued and scheduled jobs are run by one tick; the others by the next. */
const maxRuns = 64;

/** A job, or the entry of one, with what was decided about it. */
export interface Decided {
  id: string;
  subject: Subject;
  /** What was remembered when it was decided. */
  before: Memory;
  verdict: Verdict;
}

/** A queued job that is due, or a scheduled one, which becomes a queued one by being begun. */
export interface DueRun {
  itemId: string;
  jobId: string;
  /** Of a scheduled job: the slot that is taken up. */
  slot?: Slot;
  /** Of an item that brings its own, as ops-framework allows. */
  timeoutSeconds?: number | undefined;
  /** A tick that died had begun it. */
  isLeft?: boolean | undefined;
  /** Its schedule had begun it, and was switched off since. */
  isOff?: boolean | undefined;
}

/** What other processes are doing: ids of the queue items that they run, and of the jobs that they ask for their status. */
export interface AtWork {
  items: ReadonlySet<string>;
  looks: ReadonlySet<string>;
}

/** What is due, and what to remember of schedules that are not, by job, where it changes. */
export interface DuePlan {
  due: DueRun[];
  slots: Map<string, Slot>;
}

/** Decides about jobs that were observed. Pure. */
export function decideSeen(
  jobs: Jobs,
  state: State,
  observations: ReadonlyMap<string, Observation>,
  now: Date,
  live: boolean,
): Decided[] {
  // In the order of the file, whichever command has ended first: a report reads the same each time.
  const seen = [...jobs.jobs.values()].filter(({ id }) => observations.has(id));
  return seen.map((job) => {
    const { id } = job;
    const observation = observations.get(id) as Observation;
    // Without leave to start anything a job is as if it were not to be resumed.
    const startable = live ? job : { ...job, policy: { ...job.policy, autoResume: false } };
    return decide(state, { id, subject: subjectOf(job) }, startable, observation, now);
  });
}

/**
 * Decides about entries that cannot be used, and those that can be used again. Pure.
 * @param observed the jobs that are looked at by this tick
 */
export function decideEntries(jobs: Jobs, state: State, observed: ReadonlySet<string>, now: Date): Decided[] {
  const invalid = jobs.faults.map(({ id, kind, problems }) => {
    const reason = problems.map(formatProblem).join('; ');
    return decide(state, { id, subject: { id, name: id, kind } }, placeholder(id), { kind: 'invalid', reason }, now);
  });
  const usable = findMended(jobs, state, observed).map((id) => {
    const job = jobs.jobs.get(id);
    const subject = job === undefined ? { id, name: id, kind: 'entry' } : subjectOf(job);
    return decide(state, { id, subject }, placeholder(id), { kind: 'usable' }, now);
  });
  return [...invalid, ...usable];
}

function decide(
  state: State,
  { id, subject }: Pick<Decided, 'id' | 'subject'>,
  job: Job,
  observation: Observation,
  now: Date,
): Decided {
  const before = parseMemory(state.jobs[id]);
  return { id, subject, before, verdict: evaluate(job, observation, before, now) };
}

// Entries that could not be used when they were last looked at, and can be now, or are gone.
function findMended(jobs: Jobs, state: State, observed: ReadonlySet<string>): string[] {
  const faulty = new Set(jobs.faults.map((fault: Fault) => fault.id));
  return Object.keys(state.jobs).filter(
    (id) =>
      !faulty.has(id) &&
      !observed.has(id) &&
      parseAnomaly(parseMemory(state.jobs[id]).lastAnomalyKey)?.kind === 'invalid',
  );
}

/** What is due, the longest waiting first. Pure. */
export function findDue(jobs: Jobs, state: State, now: Date, atWork: AtWork, newId = newItemId): DuePlan {
  const nowSeconds = now.getTime() / 1000;
  const due: (DueRun & { since: number; isWaiting?: boolean })[] = state.queue
    // One that is running, and that nobody is at work on, was left by a tick that died.
    .filter(
      ({ id, status, notBefore }) =>
        notBefore <= nowSeconds && (status === 'pending' || (status === 'running' && !atWork.items.has(id))),
    )
    .map(({ id, jobId, timeoutSeconds, notBefore, status, toldAt, scheduled }) => {
      const common = { itemId: id, jobId, timeoutSeconds, since: notBefore, isWaiting: toldAt !== undefined };
      if (status !== 'running') return common;
      const job = jobs.jobs.get(jobId);
      return { ...common, isLeft: true, isOff: scheduled === true && job !== undefined && !isScheduled(job) };
    });
  const begun = new Set(
    state.queue.filter((item) => item.scheduled === true && isOpen(item)).map(({ jobId }) => jobId),
  );
  const slots = new Map<string, Slot>();
  const faulty = new Set(jobs.faults.map(({ id }) => id));
  for (const id of new Set([...jobs.jobs.keys(), ...Object.keys(state.jobs)])) {
    // What an entry that cannot be used would say is not known.
    if (begun.has(id) || faulty.has(id)) continue;
    const job = jobs.jobs.get(id);
    const before = parseMemory(state.jobs[id]);
    const found = job === undefined ? forgetSchedule(before) : checkSchedule(job, before, now);
    if (found?.due === true)
      due.push({ itemId: newId(), jobId: id, slot: found.slot, since: before.lastScheduledAt ?? 0 });
    else if (found !== undefined && !isSameSlot(before, found.slot)) slots.set(id, found.slot);
  }
  // What has waited longest comes first, so that nothing starves when there is too much; last of all what waits for an
  // entry that cannot be used, and may do so for long.
  const sorted = due.sort((a, b) => Number(a.isWaiting === true) - Number(b.isWaiting === true) || a.since - b.since);
  return { due: sorted.slice(0, maxRuns).map(({ since: _since, isWaiting: _isWaiting, ...run }) => run), slots };
}

function isSameSlot(one: Slot, other: Slot): boolean {
  return one.lastScheduledAt === other.lastScheduledAt && one.schedule === other.schedule;
}

// What an entry that cannot be used has in place of a job: nothing but the built-in policy counts.
function placeholder(id: string): Job {
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
