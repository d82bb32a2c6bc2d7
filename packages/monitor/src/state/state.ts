import { statuses } from '@owner-report/spool';
import * as z from 'zod';

import { processSchema } from '../run/processRecord.ts';

// Seconds since 1970, up to the year 2100: later ones could not be shown.
const time = z.number().min(0).max(4_102_444_800).catch(0);
const optionalText = z.string().optional().catch(undefined);

/** A queued follow-up job. Times are seconds since 1970; the fields of ops-framework 0.1.0, and which write it verifies. */
const queueItemSchema = z.looseObject({
  id: z.string().catch(''),
  jobId: z.string().catch(''),
  createdAt: time.default(0),
  notBefore: time.default(0),
  reason: z.string().catch('').default(''),
  status: z.enum(['pending', 'running', 'started', 'blocked', 'done', 'failed']).catch('failed').default('pending'),
  attempt: z.number().catch(0).default(0),
  lastRunAt: time.optional(),
  exitCode: z.number().optional().catch(undefined),
  stdoutTail: optionalText,
  stderrTail: optionalText,
  lastError: optionalText,
  timeoutSeconds: z.number().positive().max(86_400).optional().catch(undefined),
  /** It was begun by its job's schedule. */
  scheduled: z.boolean().optional().catch(undefined),
  /** The write that this run is to verify. */
  verifies: optionalText,
  runId: optionalText,
  /** The process that runs it, while it is running. */
  runner: processSchema.optional().catch(undefined),
  /** When it was last told that it cannot be run yet. */
  toldAt: time.optional(),
});

/** Somebody's leave for one run of a write. Times are ISO 8601. */
const approvalSchema = z.object({
  id: z.string(),
  by: z.string(),
  reason: z.string(),
  at: z.string(),
  expiresAt: z.string(),
  /** Of command, cwd and risk; another job under the same id is not approved. */
  digest: z.string(),
});

/** A write that has begun and has not ended yet, and the process that runs it. */
const writeSchema = z.object({
  runId: z.string(),
  startedAt: z.string(),
  pid: z.number(),
  startTime: z.string(),
  bootId: z.string(),
  pidNamespace: z.string().optional(),
  host: z.string(),
  /** The process of its command; not there if it could not be started. */
  command: z.object({ pid: z.number(), startTime: z.string() }).optional(),
  /** When its time is up; ISO 8601. */
  until: z.string().optional(),
});

/** A report on its way into `pending/`: its id and the bytes of its file. */
const outboxSchema = z.object({ id: z.string(), content: z.string() });

/** A section of a report, which is settled and was not said yet. */
const sectionSchema = z.object({
  subject: z.object({ id: z.string(), name: z.string(), kind: z.string() }),
  status: z.enum(statuses),
  lines: z.array(z.string()),
});

/** A state file that could not be used and has another name now; until that is reported. */
const setAsideSchema = z.object({ path: z.string(), reason: z.string() });

// Without a prototype: an id may be "constructor".
const records = <T extends z.ZodType>(schema: T) =>
  z.record(z.string(), schema).transform((found) => Object.assign(Object.create(null) as typeof found, found));
const objects = z
  .array(z.unknown())
  .catch([])
  .transform((items) => items.filter(isObject));

/** The state file, version 1. Unknown keys are kept. */
export const stateSchema = z.looseObject({
  version: z.literal(1).default(1),
  jobs: records(z.unknown()).catch({}).prefault({}),
  queue: objects.pipe(z.array(queueItemSchema)).default([]),
  /** A fault of the whole config file was told, and its end was not. */
  configFaultTold: z.boolean().optional().catch(undefined),
  /** Faults of the whole config file that were told of late, and when, in seconds since 1970. */
  configFaults: z
    .array(z.object({ text: z.string(), at: z.number() }))
    .catch([])
    .default([]),
  outbox: z.array(outboxSchema).default([]),
  /** How many reports the outbox had no room for, until that is told. */
  outboxDropped: z.number().optional().catch(undefined),
  approvals: records(approvalSchema).prefault({}),
  writes: records(writeSchema).prefault({}),
  setAside: setAsideSchema.optional(),
  /** Routine news that wait for the jobs that a tick still runs, so that one report holds all. */
  unsaid: z.array(sectionSchema).catch([]).default([]),
  /** Lines for the log of approvals and writes that could not be appended yet. */
  auditPending: z.array(z.looseObject({ event: z.string(), job: z.string() })).default([]),
});

/** What the monitor remembers between two commands. */
export type State = z.infer<typeof stateSchema>;
export type QueueItem = z.infer<typeof queueItemSchema>;
export type Approval = z.infer<typeof approvalSchema>;
export type SetAside = z.infer<typeof setAsideSchema>;
export type Write = z.infer<typeof writeSchema>;

/** The state of a monitor that has not run yet. */
export function emptyState(): State {
  return stateSchema.parse({});
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
