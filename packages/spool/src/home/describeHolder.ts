/** Who holds a lock, for people; what is not on record is null. */
export function describeHolder({
  pid,
  host,
  since,
}: {
  pid: number;
  host: string | null;
  since: string | null;
}): string {
  return `process ${pid} on ${host}, since ${since}`;
}

/** What is said of a holder that is `unseen`. */
export const unseenHolder = 'whether it is alive cannot be told from here';

/** The command line that lets a suspended holder go on. */
export function resumeHint(pid: number): string {
  return `kill -CONT ${pid}`;
}
