import { allSubjects } from '../message/subject.ts';

/** The stream that holds what is on its way. */
export const streamName = 'OWNER_REPORTS';

/** The consumer by which the hub takes reports out. */
export const consumerName = 'hub';

const mebibyte = 1024 * 1024;

/** Nanoseconds, as the broker counts. */
const nsOf = (seconds: number) => seconds * 1e9;

/**
 * The stream as `pull` makes it.
 *
 * Guarantee: what it has acknowledged leaves it by an acknowledgement of the hub only. A full stream, or a host beyond its
 * share, is refused: the report stays pending on its host.
 * @param replicas copies in a cluster
 */
export function streamConfig(replicas: number) {
  return {
    name: streamName,
    description: 'Reports on their way to the hub of owner-report',
    subjects: [allSubjects],
    storage: 'file',
    retention: 'workqueue',
    discard: 'new',
    // An age at which reports go would be a silent loss.
    max_age: 0,
    // Of all hosts; the broker reserves it at once.
    max_bytes: 256 * mebibyte,
    // A report has at most 256 KiB.
    max_msg_size: 320 * 1024,
    duplicate_window: nsOf(600),
    max_msgs_per_subject: 10_000,
    discard_new_per_subject: true,
    num_replicas: replicas,
  } as const;
}

/** What counts of a stream for the promises above; how large it is, and how many copies it has, is the operator's choice. */
const decisive = ['storage', 'retention', 'discard', 'max_age', 'discard_new_per_subject'] as const;

/** A stream's settings as a broker tells them. */
export interface FoundStream {
  subjects?: readonly string[];
  max_msg_size?: number;
  max_msgs_per_subject?: number;
  [name: string]: unknown;
}

/** What is wrong with a stream of our name that somebody else has made, or changed; empty when nothing is. */
export function findStreamFlaws(found: FoundStream): string[] {
  const wanted = streamConfig(1);
  const flaws = decisive
    .filter((name) => name !== 'discard_new_per_subject' || (found.max_msgs_per_subject ?? -1) > 0)
    .filter((name) => (found[name] ?? false) !== wanted[name])
    .map((name) => describeFlaw(name, wanted[name], found[name]));
  const subjects = found.subjects ?? [];
  if (subjects.length !== 1 || subjects[0] !== allSubjects)
    flaws.push(describeFlaw('subjects', [allSubjects], subjects));
  const size = found.max_msg_size ?? -1;
  if (size !== -1 && size < wanted.max_msg_size)
    flaws.push(`max_msg_size: expected at least ${wanted.max_msg_size}, found ${size}`);
  return flaws;
}

function describeFlaw(name: string, wanted: unknown, found: unknown): string {
  return `${name}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found ?? null)}`;
}
