import { type Status, statuses } from '@owner-report/spool';

import type { Job } from '../config/job.ts';

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

/** The worst of some statuses. */
export function worstStatus(found: readonly Status[]): Status {
  return statuses[Math.max(0, ...found.map((status) => statuses.indexOf(status)))] ?? 'normal';
}

/** The worst first, so that a message which is cut to its channel still shows it; otherwise as they came. */
export function sortSections(sections: readonly Section[]): Section[] {
  return [...sections].sort((a, b) => statuses.indexOf(b.status) - statuses.indexOf(a.status));
}

/** What a section about a job is headed with. */
export function subjectOf({ id, name, kind }: Job): Subject {
  return { id, name, kind };
}
