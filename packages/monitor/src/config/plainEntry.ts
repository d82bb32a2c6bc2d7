import { isTimeOfDay } from '@owner-report/cli';
import {
  aFlag,
  aNumber,
  aText,
  fit,
  listOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  type Shape,
  where,
} from '@owner-report/spool';

import { parseCron } from './cronPattern.ts';
import {
  ends,
  isUsableId,
  kinds,
  maxFailAfter,
  maxIdCharacters,
  maxSeconds,
  maxTimeoutSeconds,
  risks,
} from './entryRules.ts';
import type { Argv } from './job.ts';
import type { DefaultsEntry, JobEntry } from './schema.ts';

const numberIn = (least: number, most: number) => where(aNumber, (number) => number >= least && number <= most);
const seconds = numberIn(0, maxSeconds);
const filled = where(aText, (text) => text !== '');
const timeOfDay = where(aText, isTimeOfDay);

const argv = where(listOf(aText), ([program = '']) => program !== '') as Shape<[...Argv]>;

const intervals = {
  quietHours: optional(objectOf({ start: optional(timeOfDay), end: optional(timeOfDay) })),
  reportEverySeconds: optional(seconds),
  stallSeconds: optional(seconds),
  autoResume: optional(aFlag),
  autoResumeBackoffSeconds: optional(seconds),
};

const defaultsShape = objectOf(intervals);

const policy = objectOf({
  ...intervals,
  reportWhileRunning: optional(aFlag),
  onlyOnChange: optional(aFlag),
  failAfter: optional(where(numberIn(1, maxFailAfter), Number.isInteger)),
  timeoutSeconds: optional(where(numberIn(0, maxTimeoutSeconds), (number) => number > 0)),
});

const cron = where(aText, (text) => typeof parseCron(text) !== 'string');
const everySeconds = objectOf({ everySeconds: numberIn(1, maxSeconds) });
const schedule: Shape<string | { everySeconds: number }> = (value) =>
  typeof value === 'string' ? cron(value) : everySeconds(value);

const jobShape = objectOf({
  // One with blanks around it is left to the schema, which takes them away.
  id: where(filled, (id) => id === id.trim() && id.length <= maxIdCharacters && isUsableId(id)),
  name: optional(aText),
  kind: oneOf(kinds),
  risk: oneOf(risks),
  enabled: optional(aFlag),
  cwd: optional(filled),
  commands: objectOf({ start: optional(argv), status: optional(argv), stop: optional(argv), run: optional(argv) }),
  policy: optional(policy),
  schedule: optional(schedule),
  approval: optional(nullable(objectOf({ required: optional(aFlag), granted: optional(aFlag) }))),
  after: optional(listOf(objectOf({ jobId: aText, when: optional(oneOf(ends)), delaySeconds: optional(seconds) }))),
});

/**
 * Reads an entry with nothing wrong in it, as nearly all are, without the library of the schema. Guarantee: what it reads, the
 * schema reads alike.
 * @returns undefined for any other: the schema tells
 * @throws PartNeeded for a cron expression
 */
export function readPlainJob(entry: unknown): JobEntry | undefined {
  return fit(jobShape, entry);
}

/** The same for `defaults`. */
export function readPlainDefaults(entry: unknown): DefaultsEntry | undefined {
  return fit(defaultsShape, entry);
}
