import { basename } from 'node:path';

import { homeHint, type Invocation, type OptionSpec, toCount } from '@owner-report/cli';
import { type Home, parseDuration, UsageError } from '@owner-report/spool';

import { commonOptions, field, stateOptions } from '../options.ts';
import { type Fields, readFields } from '../readFields.ts';

/** Default of --tail, in lines. */
const defaultTailLines = 20;

function exampleFor(home: Home): string {
  return `${homeHint(home, 'owner-report-producer run --task-id nightly')} -- rsync -a src dst`;
}

/** Fields of a `run` report that its command decides. */
const ownExtra = ['exit_code', 'duration_seconds', 'command', 'signal'];

/** Options of `run`. The fields that its command decides are known, so that they can be refused by name. */
export const runOptions: Record<string, OptionSpec> = {
  ...commonOptions,
  'task-id': field("Task that is reported on (default: the command's name)", 'ID'),
  'report-id': field('Id of the report: same fields, command and exit code again are then the same report', 'ID'),
  tail: {
    type: 'string',
    describe: `Lines of output to report (default ${defaultTailLines}); 0 for none, also for a command that leaves a process behind which still prints`,
    placeholder: 'N',
  },
  'only-failures': { type: 'boolean', describe: 'Report nothing when the command succeeds' },
  timeout: {
    type: 'string',
    describe: 'End the command, and all that it has started, after this time, such as 90s or 1h; exit code 124',
    placeholder: 'T',
    environment: false,
  },
  ...Object.fromEntries(Object.entries(stateOptions).map(([name, option]) => [name, { ...option, hidden: true }])),
};

/** What `run` was asked for. */
export interface RunRequest {
  fields: Fields;
  tailLines: number;
  onlyFailures: boolean;
  timeoutMs: number | undefined;
  /** The program and its arguments. */
  command: [string, ...string[]];
}

/** @throws UsageError, before anything is started */
export function readRunRequest(invocation: Invocation): RunRequest {
  for (const name of Object.keys(stateOptions)) {
    if (invocation.given[name] === undefined) continue;
    throw new UsageError(`run: expected no --${name}, got one: it comes from the command`, {
      remedy: 'Leave it out. Say more with --next or --field KEY=VALUE.',
    });
  }
  const fields = readFields(invocation, basename((invocation.rest ?? [])[0] ?? ''), exampleFor(invocation.home));
  const own = ownExtra.find((key) => Object.hasOwn(fields.extra, key));
  if (own !== undefined) {
    throw new UsageError(`--field: expected a key of your own, got "${own}", which comes from the command`, {
      remedy: 'Choose another key.',
    });
  }
  const [program, ...args] = invocation.rest ?? [];
  if (program === undefined || program === '') {
    throw new UsageError('run: expected a command after "--", got nothing', {
      remedy: `For example: ${exampleFor(invocation.home)}`,
    });
  }
  const tailLines = toCount(invocation.text('tail'), '--tail', 0) ?? defaultTailLines;
  const timeoutMs = readTimeoutMs(invocation);
  return { fields, tailLines, onlyFailures: invocation.flag('only-failures'), timeoutMs, command: [program, ...args] };
}

// A timer of node holds at most 2^31 - 1 ms.
const longestTimeoutMs = 24 * 86_400_000;

function readTimeoutMs({ text }: Invocation): number | undefined {
  const given = text('timeout');
  if (given === undefined) return undefined;
  const ms = parseDuration(given, '--timeout');
  if (ms > 0 && ms <= longestTimeoutMs) return ms;
  throw new UsageError(`--timeout: expected more than nothing and at most 24d, got ${JSON.stringify(given)}`);
}
