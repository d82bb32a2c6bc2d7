import type { Jobs } from '../config/readJobs.ts';
import { flushOutbox } from '../outbox/outbox.ts';
import { composeReports } from '../report/composeReport.ts';
import { removeLeftovers } from '../state/leftovers.ts';
import type { LoadedState } from '../state/stateFile.ts';
import { findAtWork, observeAll, observedJobs } from './observeJobs.ts';
import { decideEntries, decideSeen } from './planTick.ts';
import { readJobsOrAlarm } from './readJobsOrAlarm.ts';
import { readStateOrAlarm } from './readStateOrAlarm.ts';
import { emptyRound } from './round.ts';
import { settleRound } from './settleRound.ts';
import type { TickOrder, TickResult } from './tickOrder.ts';
import { TickWork } from './tickWork.ts';

// A tick is one look at all jobs. Its way:
//
// 1. Read the jobs and the state. What is wrong with a whole file is reported, and ends the tick.
// 2. Begin: run the status commands of the long jobs, and what is queued or due. The intention to run it is saved first.
// 3. Decide: evaluate() gives a verdict on each job that was seen. What is to be resumed is looked at again, then started.
// 4. Settle: write what was decided and done into the state, and gather what is worth saying.
// 5. Publish: the state with the report in its outbox is saved in one step, then the report is enqueued.
//
// All of that is one round if it takes less than 10 s, which is usual. Otherwise what is known by then is settled, and said
// if it is an alert; other ticks may look from then on; and what slow commands bring is settled every 10 s and at the end.
//
// Whatever dies when, the next tick finds in the state what was intended and what was not enqueued yet.

/**
 * One look at all jobs: observe, decide, start and run what is due, then one report of all that is worth saying. Memory
 * and report are saved in one step; whatever dies when, the next tick neither loses nor repeats an alert.
 * @throws ConfigError for a fault of the whole config file, or a state file that others can write; IoError and
 * CannotCreateError when reports could not be put into `pending/`: they are kept for the next tick
 */
export async function tick(order: TickOrder): Promise<TickResult> {
  const jobs = await readJobsOrAlarm(order);
  if (order.mode !== 'print-only') removeLeftovers(order.stateFile.path);
  const loaded = await readState(order);
  // Unknown keys are for validate-config to name: here they would be named each minute.
  for (const text of [jobs.fileWarning, loaded.warning]) if (text !== undefined) order.onWarning(text);
  if (order.mode === 'print-only') return preview(order, jobs, loaded);
  order.assertAlone();
  return await new TickWork(order, jobs, loaded.state).run(await findAtWork(loaded.state, jobs));
}

/** The body of what a tick says, as one text. */
export function bodyOf({ sections }: TickResult, now: Date): string {
  return composeReports(sections, now)
    .map(({ body }) => body)
    .join('\n');
}

// Finishes what the last tick could not: reports that are still in the outbox.
async function readState(order: TickOrder): Promise<LoadedState> {
  const loaded = await readStateOrAlarm(order);
  if (order.mode === 'print-only' || loaded.state.outbox.length === 0) return loaded;
  // A home that takes no reports keeps nobody from looking: what there is to say waits in the state.
  await flushOutbox(order.stateFile, order.home, order.now).catch(() => {});
  return readStateOrAlarm(order);
}

// The same decisions on a copy of the state that nobody keeps.
async function preview(
  { stateFile, now, files }: TickOrder,
  jobs: Jobs,
  { state, corrupt }: LoadedState,
): Promise<TickResult> {
  const observed = observedJobs(jobs, state, await findAtWork(state, jobs));
  const looks = await observeAll(observed, state);
  const entries = decideEntries(jobs, state, new Set(looks.keys()), now);
  const decided = [...decideSeen(jobs, state, looks, now, false), ...entries];
  if (corrupt !== undefined) state.setAside = { path: stateFile.path, reason: corrupt };
  const awaited = new Set(state.queue.map(({ id }) => id));
  const ledger = { jobs, state, audit: [], now, files };
  const sections = await settleRound({ ...emptyRound(), decided }, new Map(), awaited, ledger);
  return {
    reportIds: [],
    sections: [...state.unsaid, ...sections],
    results: { starts: new Map(), runs: [] },
    standings: [],
  };
}
