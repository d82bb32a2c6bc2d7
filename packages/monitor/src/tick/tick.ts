import type { Home } from '@owner-report/spool';

import { composeReport } from '../report/composeReport.ts';
import type { Section } from '../report/section.ts';
import { appendAudit } from '../state/auditLog.ts';
import { flushOutbox, putIntoOutbox } from '../state/outbox.ts';
import type { StateFile } from '../state/stateFile.ts';
import { carryOut, type Results } from './carryOut.ts';
import { findDeadWrites } from './deadWrites.ts';
import { observeJobs } from './observeJobs.ts';
import { planTick } from './planTick.ts';
import { readJobsOrAlarm } from './readJobsOrAlarm.ts';
import { settle } from './settle.ts';

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
}

/** What a tick did. */
export interface TickResult {
  reportId: string | undefined;
  /** The report's body; the only place of it with 'print-only'. */
  body: string | undefined;
  status: string | undefined;
  sections: Section[];
  results: Results;
}

/**
 * One look at all jobs: observe, decide, start and run what is due, then one report of all that is worth saying. Memory
 * and report are saved in one step; whatever dies when, the next tick neither loses nor repeats an alert.
 * @throws ConfigError for a fault of the whole config file, or a state file that others can write
 */
export async function tick(order: TickOrder): Promise<TickResult> {
  const { stateFile, home, now, mode } = order;
  const jobs = await readJobsOrAlarm(order);
  if (mode !== 'print-only') await flushOutbox(stateFile, home);
  const { state: known, corrupt } = await stateFile.read();
  const deadWrites = await findDeadWrites(known);
  const plan = planTick(jobs, known, await observeJobs(jobs, known), now, mode === 'live');
  const found = { plan, jobs, deadWrites, audit: [], now };
  if (mode === 'print-only') {
    // The same decisions on a copy of the state that nobody keeps.
    if (corrupt !== undefined) known.setAside = { path: stateFile.path, reason: corrupt };
    return summarize(settle({ ...found, results: nothingDone, state: known }), nothingDone, undefined, now);
  }
  const results = await carryOut(plan, jobs, stateFile, now);
  const { reportId, sections } = await stateFile.update(async (state) => {
    const settling = { ...found, results, state };
    const said = settle(settling);
    await appendAudit(stateFile.auditLog, settling.audit, now);
    return { sections: said, reportId: putIntoOutbox(state, said, now) };
  });
  await flushOutbox(stateFile, home);
  return summarize(sections, results, reportId, now);
}

const nothingDone: Results = { starts: new Map(), runs: [] };

function summarize(sections: Section[], results: Results, reportId: string | undefined, now: Date): TickResult {
  const report = sections.length === 0 ? undefined : composeReport(sections, now);
  return { reportId, body: report?.body, status: report?.status, sections, results };
}
