const prefix = 'owner.reports.';

/** All subjects of reports. */
export const allSubjects = `${prefix}*`;

/** The subject of a host's reports. The broker lets no other host publish there: by it the hub knows whose a report is. */
export function subjectOf(host: string): string {
  return `${prefix}${host}`;
}

/** What a subject says of the host, which may be no name of one. */
export function hostOfSubject(subject: string): string {
  return subject.startsWith(prefix) ? subject.slice(prefix.length) : subject;
}
