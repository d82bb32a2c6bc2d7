import { approveHint, type MonitorFiles } from '../config/monitorHint.ts';
import { formatMoment } from '../evaluate/formatMoment.ts';
import { describeRun } from '../report/describeRun.ts';
import { toOneLine } from '../report/oneLine.ts';
import type { Section, Subject } from '../report/section.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { type JobRun, type Outcome } from '../run/runJob.ts';
import type { QueueItem } from '../state/state.ts';

/** The section of a write that was asked for and is not approved. */
export function composeRefusedSection(subject: Subject, reason: string, files: MonitorFiles): Section {
  return {
    subject,
    status: 'action_required',
    lines: [
      `status: blocked (${toOneLine(reason)})`,
      `ACTION REQUIRED: approve it, or do not run it: ${approveHint(files, subject.id)}`,
    ],
  };
}

/** The line about a job that a write has queued. */
export function describeQueued({ jobId, notBefore, verifies }: QueueItem, now: Date): string {
  const time = formatMoment(new Date(notBefore * 1000), now, 'seconds');
  return `message: ${verifies === undefined ? 'follow-up' : 'verification'} ${toOneLine(jobId)} queued for ${time}`;
}

/** The section of a write that was run. */
export function composeWriteSection(
  subject: Subject,
  run: JobRun,
  outcome: Outcome,
  followUps: readonly QueueItem[],
  now: Date,
): Section {
  const lines = [...describeRun(run, outcome), ...followUps.map((item) => describeQueued(item, now))];
  if (outcome === 'fine') return { subject, status: 'normal', lines };
  const call =
    outcome === 'failed'
      ? `the write failed (${toOneLine(describeEnding(run.ending))}); look what it has changed`
      : 'the write asks for attention';
  return {
    subject,
    status: outcome === 'failed' ? 'alert' : 'action_required',
    lines: [...lines, `ACTION REQUIRED: ${call}`],
  };
}
