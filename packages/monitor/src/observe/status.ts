import {
  aFlag,
  aNumber,
  anObject,
  aText,
  fits,
  nullable,
  oneOf,
  optional,
  type Shape,
  type Shaped,
  where,
} from '@owner-report/spool';

import { losesDigits, parseExactly, toKey, toPlain } from './exactJson.ts';
import { hideSecrets } from './hideSecrets.ts';
import { shortenKey } from './shortenKey.ts';

const levels = ['ok', 'warn', 'alert'] as const;

type Level = (typeof levels)[number];

/** What a status command says of its job; docs/jobs.md is the contract for its authors. */
export interface Status {
  running: boolean;
  completed: boolean;
  pid: number | undefined;
  stopReason: string | undefined;
  progress: Record<string, unknown> | undefined;
  /** Changes whenever the job gets on; undefined when it cannot be told. */
  progressKey: string | undefined;
  level: Level;
  message: string | undefined;
}

const maxDepth = 32;

const nullish = <T>(shape: Shape<T>) => nullable(optional(shape));
const text = nullish(aText);

/** What each field must be, in words, too. */
const contract = {
  running: [aFlag, 'expected true or false'],
  completed: [aFlag, 'expected true or false'],
  pid: [nullish(where(aNumber, Number.isSafeInteger)), 'expected a whole number'],
  stopReason: [text, 'expected text'],
  progress: [nullish(anObject), 'expected an object'],
  progressKey: [text, 'expected text'],
  level: [nullish(oneOf(['', ...levels])), 'expected ok, warn or alert'],
  message: [text, 'expected text'],
} as const;

/** What a status command may say; null and nothing are the same. */
type Said = { [K in keyof typeof contract]: Shaped<(typeof contract)[K][0]> };

/** Reads what a status command printed. Returns what is wrong with it, as text, when it breaks the contract. */
export function parseStatus(output: string): Status | string {
  const trimmed = output.trim();
  if (trimmed === '') return 'its status command printed nothing; expected a JSON object';
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    return `its status command printed no JSON: ${JSON.stringify(trimmed.slice(0, 80))}`;
  }
  if (countOpened(trimmed) > maxDepth && isDeeperThan(value, maxDepth))
    return `its status command printed JSON nested deeper than ${maxDepth} levels`;
  const faults = findFaults(value);
  if (faults.length > 0) return `its status command broke the contract: ${faults.join('; ')}`;
  const said = value as Said;
  const { running, completed, pid, level } = said;
  const { progress } = readNumbers(trimmed, value) as { progress?: object | null };
  return {
    running,
    completed,
    pid: typeof pid === 'number' && pid > 0 ? pid : undefined,
    stopReason: shorten(said.stopReason),
    progress: progress ? (toPlain(progress) as Record<string, unknown>) : undefined,
    progressKey: shorten(said.progressKey) ?? (progress ? keyOf(progress) : undefined),
    level: level === '' ? 'ok' : (level ?? 'ok'),
    message: nonEmpty(said.message),
  };
}

// As it was written only where that tells more: it takes ten times as long.
function readNumbers(json: string, parsed: unknown): unknown {
  return losesDigits(json) ? parseExactly(json) : parsed;
}

function findFaults(value: unknown): string[] {
  if (!fits(anObject, value)) return ['expected a JSON object'];
  const record = value as Record<string, unknown>;
  return Object.entries(contract).flatMap(([key, [shape, expected]]) => {
    const got = record[key];
    if (fits(shape, got)) return [];
    return [`${key}: ${expected}, got ${got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 80)}`];
  });
}

// An upper bound of the depth, much cheaper than a walk.
function countOpened(json: string): number {
  return json.match(/[[{]/g)?.length ?? 0;
}

// Level by level: a function that calls itself would run out of stack where this is meant to look.
function isDeeperThan(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let count = 0; level.length > 0; count += 1) {
    if (count > depth) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

function nonEmpty(value: string | null | undefined): string | undefined {
  return value === undefined || value === null || value.trim() === '' ? undefined : value;
}

function keyOf(progress: object): string {
  return shortenKey(toKey(progress), toKey(hideSecrets(progress)));
}

function shorten(value: string | null | undefined): string | undefined {
  const given = nonEmpty(value);
  return given === undefined ? undefined : shortenKey(given);
}
