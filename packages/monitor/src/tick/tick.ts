import type { Jobs } from '../config/readJobs.ts';
import { flushOutbox } from '../outbox/outbox.ts';
import { composeReports } from '../report/composeReport.ts';
import { removeLeftovers } from '../state/leftovers.ts';
import { carryOut, noResults } from './carryOut.ts';
import { endsWithin } from './endsWithin.ts';
import { observeJobs } from './observeJobs.ts';
import { type Decided, type Plan, planTick } from './planTick.ts';
import { publish, type Published } from './publish.ts';
import { readJobsOrAlarm } from './readJobsOrAlarm.ts';
import { readStateOrAlarm } from './readStateOrAlarm.ts';
import { settleEarly, settleTick } from './settleTick.ts';
import type { TickOrder, TickResult } from './tickOrder.ts';

// A tick is one look at all jobs. Its way:
//
// 1. Read the jobs and the state. What is wrong with a whole file is reported, and ends the tick.
// 2. Observe: run the status commands of the long jobs.
// 3. Plan: evaluate() gives a verdict on each job, checkSchedule() says what is due. Nothing is changed up to here.
// 4. Carry out: save what is intended, then start and run it.
// 5. Settle: write what was decided and done into the state, and gather what is worth saying.
// 6. Publish: the state with the report in its outbox is saved in one step, then the report is enqueued.
//
// Whatever dies when, the next tick finds in the state what was intended and what was not enqueued yet.

/** How long an alert waits for the jobs that the same tick runs, so that one report holds all. */
const graceMs = 10_000;

/**
 * One look at all jobs: observe, decide, start and run what is due, then one report of all that is worth saying. Memory
 * and report are saved in one step; whatever dies when, the next tick neither loses nor repeats an alert.
 * @throws ConfigError for a fault of the whole config file, or a state file that others can write; IoError and
 * CannotCreateError when reports could not be put into `pending/`: they are kept for the next tick
 */
export async function tick(order: TickOrder): Promise<TickResult> {
  const { stateFile, now, mode, files } = order;
  const begunAt = performance.now();
  const jobs = await readJobsOrAlarm(order);
  if (mode !== 'print-only') await finishLastTick(order);
  const { state, corrupt, warning } = readStateOrAlarm(order);
  // Unknown keys are for validate-config to name: here they would be named each minute.
  for (const text of [jobs.fileWarning, warning]) if (text !== undefined) order.onWarning(text);
  const plan = planTick(jobs, state, await observeJobs(jobs, state), now, mode === 'live');
  if (mode === 'print-only') {
    if (corrupt !== undefined) state.setAside = { path: stateFile.path, reason: corrupt };
    // The same decisions on a copy of the state that nobody keeps.
    const sections = await settleTick(plan, plan.decided, noResults, { jobs, state, audit: [], now, files });
    return { reportIds: [], sections, results: noResults };
  }
  order.assertAlone();
  return carryOutAndReport(order, jobs, plan, begunAt);
}

/** The body of what a tick says, as one text. */
export function bodyOf({ sections }: TickResult, now: Date): string {
  return composeReports(sections, now)
    .map(({ body }) => body)
    .join('\n');
}

async function finishLastTick({ stateFile, home, now }: TickOrder): Promise<void> {
  await removeLeftovers(stateFile.path);
  // A home that takes no reports keeps nobody from looking: what there is to say waits in the state.
  await flushOutbox(stateFile, home, now).catch(() => {});
}

const nothing: Published = { ids: [], sections: [] };

// One report of all, or two where an alert would have to wait for the commands of the tick.
async function carryOutAndReport(order: TickOrder, jobs: Jobs, plan: Plan, begunAt: number): Promise<TickResult> {
  const { stateFile, home, now } = order;
  const running = carryOut(plan, jobs, order);
  const early = plan.decided.filter(({ verdict }) => !verdict.resume);
  const isEarly = early.some(isUrgent) && !(await endsWithin(running, graceMs));
  const first = isEarly ? await publish(order, jobs, (ledger) => settleEarly(early, ledger)) : nothing;
  const results = await running;
  const rest = isEarly ? plan.decided.filter(({ verdict }) => verdict.resume) : plan.decided;
  // A second report of this tick comes after the first one in the queue, too.
  const later = isEarly ? new Date(now.getTime() + performance.now() - begunAt) : now;
  const second = await publish({ ...order, now: later }, jobs, (ledger) => settleTick(plan, rest, results, ledger));
  await flushOutbox(stateFile, home, now);
  return { reportIds: [...first.ids, ...second.ids], sections: [...first.sections, ...second.sections], results };
}

function isUrgent({ verdict }: Decided): boolean {
  return verdict.occasion?.kind === 'anomaly';
}
