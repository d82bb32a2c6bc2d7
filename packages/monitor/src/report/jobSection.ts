import { redactField } from '@owner-report/spool';

import type { Occasion, Verdict } from '../evaluate/verdict.ts';
import type { Observation } from '../observe/observe.ts';
import type { Status } from '../observe/status.ts';
import { toOneLine } from './oneLine.ts';
import { type Section, type Subject, worstStatus } from './section.ts';

const shownKeys = 6;

/** What belongs to a section and was not known when it was decided. */
interface Extras {
  /** How its start went, when it was resumed. */
  autorun?: string | undefined;
  /** The command line that starts it, where that is the advice. */
  type?: string | undefined;
}

/** The section of an observed job. */
export function composeJobSection(
  subject: Subject,
  verdict: Verdict,
  occasion: Occasion,
  { autorun, type }: Extras = {},
): Section {
  const { observation, remark, interrupted } = verdict;
  const lines = [`status: ${describeState(observation)}`];
  if (observation.kind === 'seen') {
    const progress = describeProgress(observation.status);
    if (progress !== '') lines.push(`progress: ${progress}`);
    if (observation.status.message !== undefined) lines.push(`message: ${toOneLine(observation.status.message)}`);
  }
  if (occasion.kind === 'recovery') lines.push(`message: recovered, was ${occasion.from}`);
  if (remark !== undefined) lines.push(`message: ${remark}`);
  if (occasion.kind === 'anomaly' && occasion.remark !== undefined) lines.push(`message: ${occasion.remark}`);
  if (interrupted !== undefined) {
    lines.push(`ACTION REQUIRED: ${toOneLine(interrupted)}`);
    lines.push('AUTORUN: started, how it went is not known: the tick that did it was interrupted');
  }
  if (occasion.kind === 'anomaly' && occasion.text !== interrupted)
    lines.push(
      `ACTION REQUIRED: ${toOneLine(occasion.text)}${type === undefined ? '' : `; start it again with "${type}"`}`,
    );
  if (autorun !== undefined) lines.push(`AUTORUN: ${toOneLine(autorun)}`);
  const status = statusOf(observation, occasion);
  return { subject, status: interrupted === undefined ? status : worstStatus([status, 'action_required']), lines };
}

/** The state of a job in a few words. */
export function describeState(observation: Observation): string {
  if (observation.kind === 'invalid') return 'left out, its entry cannot be used';
  if (observation.kind === 'unobservable') return 'unknown';
  if (observation.kind === 'usable') return 'its entry can be used, or is gone';
  const { running, completed, pid, stopReason, level } = observation.status;
  const mark = level === 'ok' ? '' : `, level ${level}`;
  if (completed) return `completed${mark}`;
  if (running) return `running${pid === undefined ? '' : ` (pid=${pid})`}${mark}`;
  return `paused${stopReason === undefined ? '' : ` (stopReason=${toOneLine(stopReason)})`}${mark}`;
}

/** Up to six values of a job's progress, as `k=v | …`. */
export function describeProgress({ progress }: Status): string {
  return Object.entries(progress ?? {})
    .filter(([, value]) => typeof value !== 'object' || value === null)
    .slice(0, shownKeys)
    .map(([key, value]) => `${toOneLine(key)}=${toOneLine(redactField([key], String(value), process.env))}`)
    .join(' | ');
}

function statusOf(observation: Observation, occasion: Occasion): Section['status'] {
  if (occasion.kind === 'anomaly') {
    const { kind } = occasion.anomaly;
    return kind === 'paused' || kind === 'stalled' ? 'action_required' : 'alert';
  }
  if (observation.kind === 'seen' && observation.status.level === 'warn') return 'warn';
  return occasion.kind === 'completion' ? 'done' : 'normal';
}
