import type { SetAside } from '../state/state.ts';
import { toOneLine } from './oneLine.ts';
import type { Section } from './section.ts';

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

/** The section about reports for which there was no room while the home took none. */
export function composeSurplusSection(count: number): Section {
  return {
    subject: { id: 'outbox', name: 'Monitor outbox', kind: 'state file' },
    status: 'alert',
    lines: [
      `status: ${count} older ${count === 1 ? 'report is' : 'reports are'} lost`,
      'ACTION REQUIRED: the home took no reports for so long that they had no room; look at the jobs themselves',
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
