import type { AnomalyKind } from '../evaluate/memory.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { type JobRun, type Outcome } from '../run/runJob.ts';
import type { QueueItem } from '../state/state.ts';
import { describeRun } from './describeRun.ts';
import { toOneLine } from './oneLine.ts';
import type { Section, Subject } from './section.ts';

/** What else there is to say about a run: what the check had done before, now that it is well again, and how often. */
interface Extras {
  recoveredFrom?: Exclude<Outcome, 'fine'> | AnomalyKind | undefined;
  remark?: string | undefined;
}

/** The section of a one-shot read that has something to say. */
export function composeRunSection(
  subject: Subject,
  run: JobRun,
  outcome: Outcome,
  { recoveredFrom, remark }: Extras = {},
): Section {
  const lines = [...describeRun(run, outcome), ...(remark === undefined ? [] : [`message: ${remark}`])];
  if (recoveredFrom !== undefined) {
    return { subject, status: 'normal', lines: [...lines, `message: recovered, ${describeBefore(recoveredFrom)}`] };
  }
  const call =
    outcome === 'failed'
      ? `the check failed (${toOneLine(describeEnding(run.ending))})`
      : 'the check asks for attention';
  const isAlert = outcome === 'failed' || run.cries.some((line) => line.includes('ALERT'));
  return { subject, status: isAlert ? 'alert' : 'action_required', lines: [...lines, `ACTION REQUIRED: ${call}`] };
}

function describeBefore(from: Exclude<Outcome, 'fine'> | AnomalyKind): string {
  if (from === 'attention') return 'had asked for attention';
  return from === 'failed' ? 'had failed' : `was ${from}`;
}

/** Why a queued job may not run. */
export interface Block {
  reason: string;
  /** A command line that helps. */
  type?: string;
}

/** The section of a queued job that may not run. */
export function composeBlockedSection(subject: Subject, item: QueueItem, { reason, type }: Block): Section {
  const origin = item.reason === '' ? [] : [`message: queued ${toOneLine(item.reason)}`];
  return {
    subject,
    status: 'action_required',
    lines: [
      'status: blocked',
      ...origin,
      `ACTION REQUIRED: ${toOneLine(reason)}${type === undefined ? '' : `: ${type}`}`,
    ],
  };
}

/** The section of a verification that cannot be run yet. */
export function composeWaitingSection(subject: Subject, item: QueueItem, block: Block): Section {
  const { status, lines } = composeBlockedSection(subject, item, block);
  const line = `message: verification of ${toOneLine(item.verifies ?? '')} waits for that, and is run once it is mended`;
  return { subject, status, lines: [...lines, line] };
}

/** The section that ends the story of a write. */
export function composeVerificationSection(subject: Subject, write: string, passed: boolean, lines: string[]): Section {
  const verdict = passed
    ? `message: verification of ${toOneLine(write)} passed`
    : `ACTION REQUIRED: verification of ${toOneLine(write)} failed`;
  return { subject, status: passed ? 'done' : 'alert', lines: [...lines, verdict] };
}
