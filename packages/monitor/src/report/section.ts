import type { Status } from '@owner-report/spool';

/** What a section is about. */
export interface Subject {
  id: string;
  name: string;
  /** The kind of the job, or what else it is. */
  kind: string;
}

/** One part of a report: one job, and what is worth saying about it. */
export interface Section {
  subject: Subject;
  /** The report has the worst of its sections' statuses. */
  status: Status;
  /** Lines behind the heading, without their dash. */
  lines: string[];
}

// From harmless to worst.
const order: readonly Status[] = ['normal', 'done', 'warn', 'blocked', 'action_required', 'alert'];

/** The worst of some statuses. */
export function worstStatus(statuses: readonly Status[]): Status {
  return order[Math.max(0, ...statuses.map((status) => order.indexOf(status)))] ?? 'normal';
}

/** The worst first, so that a message which is cut to its channel still shows it; otherwise as they came. */
export function sortSections(sections: readonly Section[]): Section[] {
  return [...sections].sort((a, b) => order.indexOf(b.status) - order.indexOf(a.status));
}
