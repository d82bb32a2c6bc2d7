import type { AttemptRecord, CurrentAttempt } from './attemptRecord.ts';
import type { Verdict } from './judgeExit.ts';

type Failure = Exclude<Verdict, { end: 'sent' }>;

/** The bytes of a send and its way; undefined where the record was made anew. */
type Sent = Pick<CurrentAttempt, 'digest' | 'way'>;

/**
 * Whether a send may be a second one that nobody knows for one. What a channel knows again is none when it comes as it came
 * before; an edit, or another way, may be one.
 * @param send asked for only where it counts: a digest takes its time
 */
export function mayRepeat({ maybeDuplicate, maybeSent }: AttemptRecord, send: () => Sent): boolean {
  if (maybeDuplicate || maybeSent === undefined) return maybeDuplicate;
  const { way, digest } = send();
  return maybeSent.way !== way || maybeSent.digest !== digest;
}

/** Whether a send command has said no and that it may have sent all the same. */
export function isInDoubt(failure: Failure): boolean {
  return failure.end === 'failed' && failure.maybeSent === true;
}

/** What is known of earlier sends after another attempt, which may have gone out although its command said no. */
export function noteDoubt(
  record: AttemptRecord,
  failure: Failure,
): Pick<AttemptRecord, 'maybeDuplicate' | 'maybeSent'> {
  const { maybeDuplicate, maybeSent, current } = record;
  const known = { maybeDuplicate, ...(maybeSent === undefined ? {} : { maybeSent }) };
  if (!isInDoubt(failure)) return known;
  // Whatever comes next may be a second one then.
  if (current?.way === undefined || mayRepeat(record, () => current)) return { ...known, maybeDuplicate: true };
  return { maybeDuplicate, maybeSent: { digest: current.digest, way: current.way } };
}
