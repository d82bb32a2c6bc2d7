import { dirname } from 'node:path';

import { type Invocation, exitCodeOfEnding } from '@owner-report/cli';
import {
  acquireLock,
  exitCodeOfError,
  exitCodes,
  LockedError,
  messageOf,
  mkdirDurable,
  noteLastTick,
  schemaVersion,
} from '@owner-report/spool';

import { worstStatus } from '../report/section.ts';
import { onTermination } from '../run/liveGroups.ts';
import { bodyOf, tick } from '../tick/tick.ts';
import type { TickOrder, TickResult } from '../tick/tickOrder.ts';
import { type Monitor, openMonitor } from './monitor.ts';

/** `owner-report-monitor tick`. */
export async function runTick(invocation: Invocation): Promise<number> {
  const { flag, text } = invocation;
  const monitor = openMonitor(invocation);
  const { talk } = monitor;
  if ((text('target') ?? '') !== '')
    talk.warn('tick: --target is not used: where reports go is decided by the send command of owner-report-watchdog');
  onTermination('abort');
  const mode = flag('print-only') ? 'print-only' : flag('dry-run') ? 'dry-run' : 'live';
  const result = await tickAlone(monitor, mode);
  if (result === undefined) return exitCodes.done;
  tellTick(monitor, mode, result);
  return exitCodes.done;
}

// A tick that is at work already does the same: to be one too many is no error.
async function tickAlone(monitor: Monitor, mode: TickOrder['mode']): Promise<TickResult | undefined> {
  if (mode === 'print-only') {
    const alone = { assertAlone: () => {}, leave: () => Promise.resolve() };
    return tick({ ...monitor, mode, ...alone, onWarning: monitor.talk.warn });
  }
  const { stateFile, home, talk } = monitor;
  mkdirDurable(dirname(stateFile.path));
  let lock;
  try {
    lock = await acquireLock(stateFile.tickLock);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    talk.warn(`another tick is at work: ${error.message}`);
    talk.document({ schemaVersion, locked: true, report_id: null });
    return undefined;
  }
  try {
    const result = await tick({
      ...monitor,
      mode,
      assertAlone: lock.assertOurs,
      leave: lock.release,
      onWarning: talk.warn,
    });
    noteLastTick(home, { exit_code: exitCodes.done, jobs: result.standings }, new Date());
    return result;
  } catch (error) {
    // One that has taken over notes its own end.
    if (!(error instanceof LockedError))
      noteLastTick(home, { exit_code: exitCodeOfError(error), error: messageOf(error) }, new Date());
    throw error;
  } finally {
    await lock.release();
  }
}

function tellTick({ talk, now }: Monitor, mode: TickOrder['mode'], result: TickResult): void {
  const { reportIds, sections, results } = result;
  const body = mode === 'print-only' ? bodyOf(result, now) : undefined;
  talk.document({
    schemaVersion,
    mode,
    report_id: reportIds[0] ?? null,
    report_ids: reportIds,
    status: sections.length === 0 ? null : worstStatus(sections.map(({ status }) => status)),
    sections: sections.map((section) => ({ job: section.subject.id, status: section.status, lines: section.lines })),
    started: [...results.starts].map(([job, run]) => ({ job, exit_code: exitCodeOfEnding(run.ending) })),
    ran: results.runs.map((run) => ({
      job: run.due.jobId,
      exit_code: 'run' in run ? exitCodeOfEnding(run.run.ending) : null,
    })),
    ...(body === undefined ? {} : { body }),
  });
  if (body === '') talk.note('nothing to report');
  else if (body !== undefined) talk.result(body.trimEnd());
  else if (reportIds.length > 0) {
    const jobs = new Set(sections.map(({ subject }) => subject.id)).size;
    talk.note(`reported ${jobs} ${jobs === 1 ? 'job' : 'jobs'}: ${reportIds.join(', ')}`);
  }
}
