import type { Invocation } from '@owner-report/cli';
import { exitCodes, formatDuration, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeMissing, readJobs } from '../config/readJobs.ts';
import { digestOfJob, findFlaw, timeLeft } from '../write/approval.ts';
import { approvalDocument } from './approvalDocument.ts';
import { openMonitor, showState, tellWarnings } from './monitor.ts';

/** `owner-report-monitor approvals`. */
export function listApprovals(invocation: Invocation): number {
  const monitor = openMonitor(invocation);
  const { talk, now } = monitor;
  const jobs = readJobs(monitor.configPath);
  tellWarnings(monitor, jobs);
  const state = showState(monitor);
  for (const [id, approval] of Object.entries(state.approvals)) {
    const job = jobs.jobs.get(id);
    const flaw = job === undefined ? describeMissing(jobs, id) : findFlaw(job, approval, now);
    const left = formatDuration(timeLeft(approval, now));
    talk.result(
      toPrintableLine(
        `${id}  by ${approval.by}: ${approval.reason}  ${flaw === undefined ? `holds for ${left}` : `does not hold: ${flaw}`}`,
      ),
    );
    talk.document({
      schemaVersion,
      job: id,
      standing: false,
      ...approvalDocument(approval),
      holds: flaw === undefined,
      flaw: flaw ?? null,
    });
  }
  const standing = [...jobs.jobs.values()].filter((job) => job.kind === 'one_shot_write' && job.standingApproval);
  if (standing.length === 0 && Object.keys(state.approvals).length === 0) talk.note('nothing is approved');
  for (const job of standing) {
    talk.result(toPrintableLine(`${job.id}  standing approval of the config file  holds for ever`));
    talk.warn(`${job.id}: the config file itself approves each run (approval.granted or approval.required)`);
    talk.document({ schemaVersion, job: job.id, standing: true, digest: digestOfJob(job), holds: true, flaw: null });
  }
  return exitCodes.done;
}
