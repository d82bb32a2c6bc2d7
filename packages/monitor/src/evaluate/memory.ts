import {
  aFlag,
  aNumber,
  aText,
  fit,
  listOf,
  looseObjectOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  orElse,
  type ProcessRecord,
  type Shape,
  type Shaped,
} from '@owner-report/spool';

import { processShape } from '../run/processRecord.ts';

/** Kinds of anomaly, in words that an alert uses. */
const anomalyKinds = ['paused', 'stalled', 'alert', 'unobservable', 'invalid', 'failed'] as const;

export type AnomalyKind = (typeof anomalyKinds)[number];

/** An anomaly as far as it makes a new one: a changed message or progress is still the same. */
export interface Anomaly {
  kind: AnomalyKind;
  level: string | null;
  stopReason: string | null;
}

const ifReadable = <T>(shape: Shape<T>) => orElse<T, undefined>(shape, () => undefined);
const time = ifReadable(aNumber);
const nullableText = orElse(nullable(aText), () => null);

/**
 * What is remembered of a job between ticks; `jobs.<id>` of the state file. Times are seconds since 1970. The first
 * group of fields is that of ops-framework 0.1.0. A field that cannot be read is as if it were absent.
 */
const memoryShape = looseObjectOf({
  lastSeen: ifReadable(
    looseObjectOf({
      running: orElse(aFlag, () => false),
      completed: orElse(aFlag, () => false),
      progressKey: optional(nullableText),
      stopReason: optional(nullableText),
    }),
  ),
  lastReportAt: time,
  lastProgressKey: ifReadable(aText),
  lastProgressAt: time,
  /** When it was last seen, and about how far such looks are apart, in seconds. */
  lastLookAt: time,
  lookEverySeconds: time,
  lastAnomalyKey: ifReadable(aText),
  lastAnomalyReportAt: time,
  lastAutoResumeAt: time,
  reportedCompleted: ifReadable(aFlag),
  lastRunAt: time,
  lastRun: ifReadable(looseObjectOf({ exitCode: ifReadable(aNumber) })),

  /** What the owner was last told. */
  reported: ifReadable(objectOf({ running: aFlag, completed: aFlag, level: oneOf(['ok', 'warn']) })),
  lastReportedProgressKey: ifReadable(nullable(aText)),
  /** What was told within the last interval, each under its own name, and when. */
  told: ifReadable(listOf(objectOf({ key: aText, at: aNumber }))),
  /** The anomaly of the last look, told or not, and how often one has come since one was told. */
  anomalyAtLook: ifReadable(aText),
  untold: ifReadable(aNumber),
  /** What was told of a scheduled read last, until it is well again: other anomalies may be told meanwhile. */
  toldRun: ifReadable(oneOf(['attention', 'failed'])),
  /** How often a scheduled read has failed in a row. */
  failuresInARow: ifReadable(aNumber),
  /** An anomaly that is over, which the owner was not told yet. */
  recoveredFrom: ifReadable(oneOf(anomalyKinds)),
  /** When it was completed, if the owner was not told yet. */
  heldCompletionAt: time,
  /** Follow-up jobs of this completion, or of this failure, are queued. */
  followed: ifReadable(oneOf(['success', 'failure'])),
  /** When it was last started by hand or as a follow-up. */
  lastManualStartAt: time,
  /** The process that is starting it: nobody else does so meanwhile. */
  starting: ifReadable(processShape),
  /** A tick that still waits for its status: no other one asks for it meanwhile. */
  looking: ifReadable(processShape),
  /** When the operator stopped it: nothing but a person starts it until it was seen running again. */
  stoppedByHandAt: time,
  /** When the owner was last told that a write is not approved, and why. */
  lastRefusedAt: time,
  lastRefusal: ifReadable(aText),
  /** An auto-resume that has begun, and why; gone when its tick has ended. */
  resuming: ifReadable(aText),
  /** How the last auto-resume that was told went. */
  lastAutorun: ifReadable(aText),
  /** By command: the process of one that could not be killed and was given up. */
  givenUp: ifReadable(
    objectOf({ status: optional(processShape), start: optional(processShape), run: optional(processShape) }),
  ),
  /** The last slot of its schedule that was taken up, and that schedule, as JSON. */
  lastScheduledAt: time,
  schedule: ifReadable(aText),
});

export type Memory = Shaped<typeof memoryShape>;

// A tick asks for each memory several times, and no memory is changed: a new one takes its place.
const parsedMemories = new WeakMap<object, Memory>();

/** What is remembered, of whatever stands in the state file. */
export function parseMemory(value: unknown): Readonly<Memory> {
  if (typeof value !== 'object' || value === null) return {};
  let memory = parsedMemories.get(value);
  if (memory === undefined) {
    memory = fit(memoryShape, value) ?? {};
    parsedMemories.set(value, memory);
  }
  return memory;
}

/** Changes what is remembered of one job, in the `jobs` of the state file; all else of it stays. */
export function changeMemory(memories: Record<string, unknown>, id: string, change: Partial<Memory>): void {
  memories[id] = { ...parseMemory(memories[id]), ...change };
}

/** What is remembered of a job once it was started anew: what was told and followed of the run before does not count. */
export function beginRun({ reportedCompleted: _told, followed: _followed, ...rest }: Memory): Memory {
  const { lastSeen, reported } = rest;
  return {
    ...rest,
    ...(lastSeen !== undefined && { lastSeen: { ...lastSeen, running: false, completed: false } }),
    ...(reported !== undefined && { reported: { ...reported, completed: false } }),
  };
}

/** Remembers that a command of a job could not be killed, or that there is none such any more. */
export function rememberSurvivor(
  memories: Record<string, unknown>,
  id: string,
  command: keyof NonNullable<Memory['givenUp']>,
  survivor: ProcessRecord | undefined,
): void {
  const { [command]: known, ...others } = parseMemory(memories[id]).givenUp ?? {};
  if (known === undefined && survivor === undefined) return;
  const givenUp = survivor === undefined ? others : { ...others, [command]: survivor };
  changeMemory(memories, id, { givenUp: Object.keys(givenUp).length === 0 ? undefined : givenUp });
}

/** The anomaly that a memory speaks of; ops-framework 0.1.0 wrote other keys, and called no kind by name. */
export function parseAnomaly(key: string | undefined): Anomaly | undefined {
  if (key === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(key);
  } catch {
    return undefined;
  }
  const own = fit(ownKey, value);
  if (own !== undefined) return own;
  const old = fit(oldKey, value);
  if (old === undefined) return undefined;
  // There it raised the level of a stall itself.
  if (old.running) return { kind: 'stalled', level: 'ok', stopReason: old.stopReason };
  return { kind: 'paused', level: old.level ?? 'ok', stopReason: old.stopReason };
}

/** The key under which an anomaly is remembered. */
export function formatAnomaly({ kind, level, stopReason }: Anomaly): string {
  return JSON.stringify({ kind, level, stopReason });
}

const ownKey = objectOf({
  kind: oneOf(anomalyKinds),
  level: nullable(aText),
  stopReason: nullable(aText),
});
const oldKey = objectOf({ running: aFlag, level: optional(nullableText), stopReason: nullableText });
