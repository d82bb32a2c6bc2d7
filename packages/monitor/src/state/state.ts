import {
  aFlag,
  aNumber,
  anything,
  anObject,
  aText,
  fit,
  fits,
  listOf,
  looseObjectOf,
  objectOf,
  oneOf,
  optional,
  orElse,
  orIfAbsent,
  mapOf,
  type Shape,
  type Shaped,
  statuses,
  where,
} from '@owner-report/spool';

import { processShape } from '../run/processRecord.ts';

// Seconds since 1970, up to the year 2100: later ones could not be shown.
const time = orElse(
  where(aNumber, (seconds) => seconds >= 0 && seconds <= 4_102_444_800),
  () => 0,
);
const ifReadable = <T>(shape: Shape<T>) => orElse<T, undefined>(shape, () => undefined);
const textOr = (fallback: string) => orElse(aText, () => fallback);

/** A queued follow-up job. Times are seconds since 1970; the fields of ops-framework 0.1.0, and which write it verifies. */
const queueItemShape = looseObjectOf({
  id: textOr(''),
  jobId: textOr(''),
  createdAt: time,
  notBefore: time,
  reason: textOr(''),
  status: orIfAbsent(
    orElse(oneOf(['pending', 'running', 'started', 'blocked', 'done', 'failed']), () => 'failed' as const),
    () => 'pending' as const,
  ),
  attempt: orElse(aNumber, () => 0),
  lastRunAt: optional(time),
  exitCode: ifReadable(aNumber),
  stdoutTail: ifReadable(aText),
  stderrTail: ifReadable(aText),
  lastError: ifReadable(aText),
  timeoutSeconds: ifReadable(where(aNumber, (seconds) => seconds > 0 && seconds <= 86_400)),
  /** It was begun by its job's schedule. */
  scheduled: ifReadable(aFlag),
  /** The write that this run is to verify. */
  verifies: ifReadable(aText),
  runId: ifReadable(aText),
  /** The process that runs it, while it is running. */
  runner: ifReadable(processShape),
  /** When it was last told that it cannot be run yet. */
  toldAt: optional(time),
});

/** Somebody's leave for one run of a write. Times are ISO 8601. */
const approvalShape = objectOf({
  id: aText,
  by: aText,
  reason: aText,
  at: aText,
  expiresAt: aText,
  /** Of command, cwd and risk; another job under the same id is not approved. */
  digest: aText,
});

/** A write that has begun and has not ended yet, and the process that runs it. */
const writeShape = objectOf({
  runId: aText,
  startedAt: aText,
  pid: aNumber,
  startTime: aText,
  bootId: aText,
  pidNamespace: optional(aText),
  host: aText,
  /** The process of its command; not there if it could not be started. */
  command: optional(objectOf({ pid: aNumber, startTime: aText })),
  /** When its time is up; ISO 8601. */
  until: optional(aText),
});

/** A report on its way into `pending/`: its id and the bytes of its file. */
const outboxShape = objectOf({ id: aText, content: aText });

/** A section of a report, which is settled and was not said yet. */
const sectionShape = objectOf({
  subject: objectOf({ id: aText, name: aText, kind: aText }),
  status: oneOf(statuses),
  lines: listOf(aText),
});

/** A state file that could not be used and has another name now; until that is reported. */
const setAsideShape = objectOf({ path: aText, reason: aText });

const noRecords = () => Object.create(null) as Record<string, never>;

// What is no object is left out.
const itemsOf = <T>(shape: Shape<T>): Shape<T[]> => {
  const items = listOf(shape);
  return (value) => items(Array.isArray(value) ? value.filter((item) => fits(anObject, item)) : []);
};

/** The state file, version 1. Unknown keys are kept. */
const stateShape = looseObjectOf({
  version: orIfAbsent(oneOf([1]), () => 1),
  jobs: orElse(mapOf(anything), noRecords),
  queue: itemsOf(queueItemShape),
  /** A fault of the whole config file was told, and its end was not. */
  configFaultTold: ifReadable(aFlag),
  /** Faults of the whole config file that were told of late, and when, in seconds since 1970. */
  configFaults: orElse(listOf(objectOf({ text: aText, at: aNumber })), () => []),
  outbox: orIfAbsent(listOf(outboxShape), () => []),
  /** How many reports the outbox had no room for, until that is told. */
  outboxDropped: ifReadable(aNumber),
  approvals: orIfAbsent(mapOf(approvalShape), noRecords),
  writes: orIfAbsent(mapOf(writeShape), noRecords),
  setAside: optional(setAsideShape),
  /** Routine news that wait for the jobs that a tick still runs, so that one report holds all. */
  unsaid: orElse(listOf(sectionShape), () => []),
  /** Lines for the log of approvals and writes that could not be appended yet. */
  auditPending: orIfAbsent(listOf(looseObjectOf({ event: aText, job: aText })), () => []),
});

/** What the monitor remembers between two commands. */
export type State = Shaped<typeof stateShape>;
export type QueueItem = Shaped<typeof queueItemShape>;
export type Approval = Shaped<typeof approvalShape>;
export type SetAside = Shaped<typeof setAsideShape>;
export type Write = Shaped<typeof writeShape>;

/** The state of a monitor that has not run yet. */
export function emptyState(): State {
  return parseState({}) as State;
}

/** The state that a file holds; undefined when it is none of version 1. */
export function parseState(value: unknown): State | undefined {
  return fit(stateShape, value);
}
