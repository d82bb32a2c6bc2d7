import { expectOneOf, isTimeOfDay } from '@owner-report/cli';
import * as z from 'zod';

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
import { policyDefaults as standard } from './policyDefaults.ts';

const seconds = (describe: string) =>
  z
    .number('expected a number of seconds')
    .min(0, 'expected 0 (off) or more seconds')
    .max(maxSeconds, `expected at most ${maxSeconds} seconds (366 days)`)
    .describe(describe);

const flag = (describe: string) => z.boolean('expected true or false').describe(describe);

const timeOfDay = (describe: string) =>
  z
    .string('expected a time of day such as "23:00"')
    .refine(isTimeOfDay, 'expected a time of day such as "23:00"')
    .meta({ pattern: String.raw`^([01]\d|2[0-3]):[0-5]\d$` })
    .describe(describe);

const program = z.string('expected text').min(1, 'expected text');

const argv = z
  .tuple([program], z.string('expected text'), 'expected a list: ["program", "argument", …]')
  .describe('Program and arguments; no shell');

const quietHours = z
  .object(
    {
      start: timeOfDay('Start, local time, HH:MM').optional(),
      end: timeOfDay(
        'End, local time, HH:MM; before the start it means the next day, equal to it means none',
      ).optional(),
    },
    'expected {"start": "HH:MM", "end": "HH:MM"}',
  )
  .describe(
    `When routine progress and completion wait; anomalies never do (default ${standard.quietHours.start} to ${standard.quietHours.end})`,
  );

const intervals = {
  quietHours: quietHours.optional(),
  reportEverySeconds: seconds(
    `How often a running job is reported; 0: not (default ${standard.reportEverySeconds})`,
  ).optional(),
  stallSeconds: seconds(`How long progress may stand still; 0: for ever (default ${standard.stallSeconds})`).optional(),
  autoResume: flag(`Start a read-only job again that stands still (default ${standard.autoResume})`).optional(),
  autoResumeBackoffSeconds: seconds(
    `Least time between two such starts; 0: none (default ${standard.autoResumeBackoffSeconds})`,
  ).optional(),
};

const defaults = z.object(intervals, 'expected an object').describe('Policy of every job that does not say otherwise');

const policy = z
  .object(
    {
      ...intervals,
      reportWhileRunning: flag(`Report progress at all (default ${standard.reportWhileRunning})`).optional(),
      onlyOnChange: flag(
        `Report progress only if it changed since the last report (default ${standard.onlyOnChange})`,
      ).optional(),
      failAfter: z
        .int('expected a whole number')
        .min(1, 'expected 1 or more')
        .max(maxFailAfter, `expected at most ${maxFailAfter}`)
        .describe(`Tell of a scheduled read at its N-th failure in a row (default ${standard.failAfter})`)
        .optional(),
      timeoutSeconds: z
        .number('expected a number of seconds')
        .positive('expected more than 0 seconds')
        .max(maxTimeoutSeconds, `expected at most ${maxTimeoutSeconds} seconds`)
        .describe('How long commands.status (default 30) or commands.run (default 300) may take')
        .optional(),
    },
    'expected an object',
  )
  .describe('What differs from the defaults');

const expectedSchedule = 'expected a cron expression such as "30 6 * * *", or {"everySeconds": 3600}';

const schedule = z
  .union(
    [
      z.string().superRefine((text, context) => {
        const reason = parseCron(text);
        if (typeof reason === 'string')
          context.addIssue({ code: 'custom', message: `${expectedSchedule} (${reason})` });
      }),
      z.object({
        everySeconds: z
          .number()
          .min(1, 'expected 1 or more seconds')
          .max(maxSeconds, `expected at most ${maxSeconds} seconds (366 days)`)
          .describe('Interval, in seconds'),
      }),
    ],
    expectedSchedule,
  )
  .describe('When a one_shot_read is run by ticks: a cron expression in local time, or an interval');

const after = z
  .object(
    {
      jobId: z.string('expected the id of a job').describe('The job to queue'),
      when: z.enum(ends, expectOneOf(ends)).describe('Default success').optional(),
      delaySeconds: z
        .number('expected a number of seconds')
        .min(0, 'expected 0 or more seconds')
        .max(maxSeconds, `expected at most ${maxSeconds} seconds (366 days)`)
        .describe('How long to wait; default 0')
        .optional(),
    },
    'expected {"jobId": "…", "when": "success", "delaySeconds": 60}',
  )
  .describe('A follow-up job');

const approval = z
  .object(
    {
      required: flag('false: a standing approval, which is warned about').optional(),
      granted: flag('true: a standing approval, which is warned about').optional(),
    },
    'expected {"required": true, "granted": false}',
  )
  .describe('Approvals that the file itself gives to a one_shot_write');

/** One job as it stands in the file; docs/jobs.md has a line for each field. */
export const jobSchema = z
  .object(
    {
      id: z
        .string('expected text')
        .trim()
        .min(1, 'expected text')
        .max(maxIdCharacters, `expected at most ${maxIdCharacters} characters`)
        .refine(isUsableId, 'expected another id, without control characters and not "__proto__"')
        .describe('Unique name'),
      name: z.string('expected text').describe('Name for people; default the id').optional(),
      kind: z.enum(kinds, expectOneOf(kinds)).describe('What sort of job it is'),
      risk: z.enum(risks, expectOneOf(risks)).describe('What it may change'),
      enabled: flag('Whether ticks look after it; default false').optional(),
      cwd: z
        .string('expected a path')
        .min(1, 'expected a path')
        .describe('Directory of its commands; ~ is the home directory; default OPENCLAW_HOME')
        .optional(),
      commands: z
        .object(
          { start: argv.optional(), status: argv.optional(), stop: argv.optional(), run: argv.optional() },
          'expected an object',
        )
        .describe('long_running_read: start, status, perhaps stop; one_shot_read and one_shot_write: run'),
      policy: policy.optional(),
      schedule: schedule.optional(),
      approval: approval.nullable().optional(),
      after: z.array(after, 'expected a list').describe('Jobs to queue when this one ends').optional(),
    },
    'expected an object',
  )
  .describe('A job');

export const defaultsSchema = defaults;

/** The whole file, for editors; the reader takes it apart so that a fault in one job stays in that job. */
export const fileSchema = z
  .object({
    $schema: z.string().optional(),
    version: z.literal(1),
    defaults: defaults.optional(),
    jobs: z.array(jobSchema),
  })
  .describe('Jobs of owner-report-monitor');

export type JobEntry = z.infer<typeof jobSchema>;
export type PolicyEntry = z.infer<typeof policy>;
export type DefaultsEntry = z.infer<typeof defaults>;
