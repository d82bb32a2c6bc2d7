import { describeRun, type JobRun, type Outcome } from '../queue/runRead.ts';
import { describeEnding } from '../run/runCommand.ts';
import type { QueueItem, SetAside } from '../state/state.ts';
import { toOneLine } from './oneLine.ts';
import type { Section, Subject } from './section.ts';

/** The section of a one-shot read that has something to say. */
export function composeRunSection(subject: Subject, run: JobRun, outcome: Outcome, recovered = false): Section {
  const lines = describeRun(run, outcome);
  if (recovered) return { subject, status: 'normal', lines: [...lines, 'message: recovered, had failed'] };
  const call =
    outcome === 'failed'
      ? `the check failed (${toOneLine(describeEnding(run.ending))})`
      : 'the check asks for attention';
  const isAlert = outcome === 'failed' || run.cries.some((line) => line.includes('ALERT'));
  return { subject, status: isAlert ? 'alert' : 'action_required', lines: [...lines, `ACTION REQUIRED: ${call}`] };
}

/** The section of a queued job that may not run. */
export function composeBlockedSection(subject: Subject, reason: string, item: QueueItem | undefined): Section {
  const origin = item === undefined || item.reason === '' ? [] : [`message: queued ${toOneLine(item.reason)}`];
  return {
    subject,
    status: 'action_required',
    lines: ['status: blocked', ...origin, `ACTION REQUIRED: ${toOneLine(reason)}`],
  };
}

/** The section that ends the story of a write. */
export function composeVerificationSection(subject: Subject, write: string, passed: boolean, lines: string[]): Section {
  const verdict = passed
    ? `message: verification of ${toOneLine(write)} passed`
    : `ACTION REQUIRED: verification of ${toOneLine(write)} failed`;
  return { subject, status: passed ? 'done' : 'alert', lines: [...lines, verdict] };
}

/** The section about a log of approvals and writes that cannot be written. */
export function composeAuditSection(path: string, reason: string): Section {
  return {
    subject: { id: 'audit', name: 'Log of approvals and writes', kind: 'log file' },
    status: 'alert',
    lines: [
      `status: cannot be written (${toOneLine(reason)})`,
      `ACTION REQUIRED: mend ${toOneLine(path)}; its lines wait in the state file until then`,
    ],
  };
}

/** The section about reports that could not be put into `pending/`, and never can. */
export function composeDroppedSection(reason: string): Section {
  return {
    subject: { id: 'outbox', name: 'Monitor outbox', kind: 'state file' },
    status: 'alert',
    lines: [
      `status: a report in it cannot be read (${toOneLine(reason)})`,
      'ACTION REQUIRED: what it said is lost; who has edited the state file?',
    ],
  };
}

/** The section about a state file that could not be used. */
export function composeSetAsideSection({ path, reason }: SetAside): Section {
  return {
    subject: { id: 'state', name: 'Monitor state', kind: 'state file' },
    status: 'alert',
    lines: [
      `status: set aside (${toOneLine(reason)})`,
      `message: kept as ${toOneLine(path)}`,
      'ACTION REQUIRED: memory begins anew: approvals and queued jobs of before are gone, alerts may come again',
    ],
  };
}
