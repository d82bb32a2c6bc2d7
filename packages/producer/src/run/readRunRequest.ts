import { basename } from 'node:path';

import { homeHint, type Invocation, toCount } from '@owner-report/cli';
import { type Home, parseDuration, UsageError } from '@owner-report/spool';

import { stateOptions } from '../options.ts';
import { type Fields, readFields } from '../readFields.ts';
import { defaultTailLines } from './runOptions.ts';

function exampleFor(home: Home): string {
  return `${homeHint(home, 'owner-report-producer run --task-id nightly')} -- rsync -a src dst`;
}

/** Fields of a `run` report that its command decides. */
const ownExtra = ['exit_code', 'duration_seconds', 'command', 'signal'];

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
