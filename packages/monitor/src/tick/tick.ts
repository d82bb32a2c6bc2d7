import { setTimeout as delay } from 'node:timers/promises';

import { ConfigError, type Home } from '@owner-report/spool';

import type { Jobs } from '../config/readJobs.ts';
import { compactQueue } from '../queue/followUps.ts';
import { composeReports } from '../report/composeReport.ts';
import { composeAuditSection, composeSetAsideSection } from '../report/runSection.ts';
import type { Section } from '../report/section.ts';
import { appendOrKeep } from '../state/auditLog.ts';
import { removeLeftovers } from '../state/leftovers.ts';
import { flushOutbox, putIntoOutbox } from '../state/outbox.ts';
import type { State } from '../state/state.ts';
import type { LoadedState, StateFile } from '../state/stateFile.ts';
import { carryOut, type Results } from './carryOut.ts';
import { settleDeadWrites } from './deadWrites.ts';
import { observeJobs } from './observeJobs.ts';
import { type Decided, type Plan, planTick } from './planTick.ts';
import { readJobsOrAlarm } from './readJobsOrAlarm.ts';
import { reportDistrust } from './reportDistrust.ts';
import { settleDecided } from './settleDecided.ts';
import { type Ledger, settleRun, settleVerifications } from './settleRuns.ts';

/** How long an alert waits for the jobs that the same tick runs, so that one report holds all. */
const graceMs = 10_000;

/** What a tick works with. */
export interface TickOrder {
  configPath: string;
  stateFile: StateFile;
  home: Home;
  now: Date;
  /**
   * - 'live': all of it.
   * - 'dry-run': reports and remembers, but starts nothing and runs nothing queued or scheduled.
   * - 'print-only': changes nothing at all.
   */
  mode: 'live' | 'dry-run' | 'print-only';
  /** @throws LockedError when another tick has taken over */
  assertAlone(): void;
  /** Told what an operator should mend although it stops nothing. */
  onWarning(text: string): void;
}

/** What a tick did. */
export interface TickResult {
  /** In the order in which they were put into `pending/`; more than one only if one could not hold or await all. */
  reportIds: string[];
  sections: Section[];
  results: Results;
}

/**
 * One look at all jobs: observe, decide, start and run what is due, then one report of all that is worth saying. Memory
 * and report are saved in one step; whatever dies when, the next tick neither loses nor repeats an alert.
 * @throws ConfigError for a fault of the whole config file, or a state file that others can write; IoError and
 * CannotCreateError when reports could not be put into `pending/`: they are kept for the next tick
 */
export async function tick(order: TickOrder): Promise<TickResult> {
  const { stateFile, home, now, mode } = order;
  const begunAt = performance.now();
  const jobs = await readJobsOrAlarm(order);
  // A home that takes no reports keeps nobody from looking: what there is to say waits in the state.
  if (mode !== 'print-only') {
    await removeLeftovers(stateFile.path);
    await flushOutbox(stateFile, home, now).catch(() => {});
  }
  const { state, corrupt, warning } = readStateOrAlarm(order);
  // Unknown keys are for validate-config to name: here they would be named each minute.
  for (const text of [jobs.fileWarning, warning]) if (text !== undefined) order.onWarning(text);
  const plan = planTick(jobs, state, await observeJobs(jobs, state), now, mode === 'live');
  if (mode === 'print-only') {
    if (corrupt !== undefined) state.setAside = { path: stateFile.path, reason: corrupt };
    return preview(plan, jobs, state, now);
  }
  order.assertAlone();
  const running = carryOut(plan, jobs, stateFile, now);
  const early = plan.decided.filter(({ verdict }) => !verdict.resume);
  const isEarly = early.some(isUrgent) && !(await endsWithin(running, graceMs));
  const first = isEarly ? await publish(order, jobs, (ledger) => settleAll(early, noResults, ledger)) : nothing;
  const results = await running;
  const rest = isEarly ? plan.decided.filter(({ verdict }) => verdict.resume) : plan.decided;
  // A second report of this tick comes after the first one in the queue, too.
  const later = isEarly ? new Date(now.getTime() + performance.now() - begunAt) : now;
  const second = await publish({ ...order, now: later }, jobs, async (ledger) => {
    for (const [id, slot] of plan.firstSlots)
      ledger.state.jobs[id] = { ...(ledger.state.jobs[id] as object), lastScheduledAt: slot };
    const sections = [...settleOddities(ledger.state), ...(await settleDeadWrites(ledger))];
    for (const result of results.runs) sections.push(...settleRun(result, ledger));
    return [...sections, ...settleAll(rest, results, ledger), ...settleVerifications(plan, ledger)];
  });
  await flushOutbox(stateFile, home, now);
  return { reportIds: [...first.ids, ...second.ids], sections: [...first.sections, ...second.sections], results };
}

// A state that others can write is not used, and cannot remember that this was said.
function readStateOrAlarm({ stateFile, home, now, mode }: TickOrder): LoadedState {
  try {
    return stateFile.read();
  } catch (error) {
    if (error instanceof ConfigError && mode !== 'print-only') reportDistrust(error, home, now);
    throw error;
  }
}

const noResults: Results = { starts: new Map(), runs: [] };

interface Published {
  ids: string[];
  sections: Section[];
}

const nothing: Published = { ids: [], sections: [] };

// Memory, log and report in one step.
async function publish(
  order: TickOrder,
  jobs: Jobs,
  settle: (ledger: Ledger) => Section[] | Promise<Section[]>,
): Promise<Published> {
  const { stateFile, home, now } = order;
  const published = await stateFile.update(async (state) => {
    order.assertAlone();
    const ledger: Ledger = { jobs, state, audit: [], now };
    const sections = await settle(ledger);
    const unwritable = await appendOrKeep(stateFile.auditLog, state, ledger.audit, now);
    if (unwritable !== undefined) sections.push(composeAuditSection(stateFile.auditLog, unwritable));
    state.queue = compactQueue(state.queue);
    return { sections, ids: putIntoOutbox(state, sections, now) };
  });
  await flushOutbox(stateFile, home, now).catch(() => {});
  return published;
}

function settleAll(decided: readonly Decided[], { starts }: Results, { jobs, state, now }: Ledger): Section[] {
  return decided.flatMap((one) => settleDecided(one, starts.get(one.id), jobs, state, now));
}

function settleOddities(state: State): Section[] {
  const { setAside } = state;
  delete state.setAside;
  return setAside === undefined ? [] : [composeSetAsideSection(setAside)];
}

// The same decisions on a copy of the state that nobody keeps.
async function preview(plan: Plan, jobs: Jobs, state: State, now: Date): Promise<TickResult> {
  const ledger: Ledger = { jobs, state, audit: [], now };
  const sections = [...settleOddities(state), ...(await settleDeadWrites(ledger))];
  sections.push(...settleAll(plan.decided, noResults, ledger), ...settleVerifications(plan, ledger));
  return { reportIds: [], sections, results: noResults };
}

/** The body of what a tick says, as one text. */
export function bodyOf({ sections }: TickResult, now: Date): string {
  return composeReports(sections, now)
    .map(({ body }) => body)
    .join('\n');
}

function isUrgent({ verdict }: Decided): boolean {
  return verdict.occasion?.kind === 'anomaly';
}

async function endsWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const abort = new AbortController();
  const timer = delay(ms, false, { signal: abort.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), timer]);
  } finally {
    abort.abort();
  }
}
