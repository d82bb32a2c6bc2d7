import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Condition } from '../entry/findRuns.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { untold } from '../entry/shellLine.ts';
import { type Finding, warn } from '../finding.ts';

const tests: Readonly<Record<string, (path: string) => boolean>> = {
  '-d': (path) => has(path, (info) => info.isDirectory()),
  '-e': (path) => has(path, () => true),
  '-f': (path) => has(path, (info) => info.isFile()),
  '-h': isLink,
  '-L': isLink,
  '-r': (path) => may(path, constants.R_OK),
  '-s': (path) => has(path, (info) => info.size > 0),
  '-w': (path) => may(path, constants.W_OK),
  '-x': (path) => may(path, constants.X_OK),
};

/** A warning for each `test … &&` or `false &&` before a run that does not hold now. Other commands are not judged. */
export function findUnmet({ conditions, cwd }: ScheduleEntry): Finding[] {
  return conditions
    .filter(({ words, isNegated }) => holds(words, cwd) === isNegated)
    .map(({ words, isNegated }) =>
      warn(
        `it runs only if "${isNegated ? '! ' : ''}${words.join(' ')}" succeeds, which it does not now`,
        'Mend that condition, or take it out of the line.',
      ),
    );
}

// Undefined where only a run would tell.
function holds([program = '', ...words]: Condition['words'], cwd: string): boolean | undefined {
  if (program === 'false') return false;
  if (program === '[' && words.pop() !== ']') return undefined;
  if (program !== '[' && program !== 'test') return undefined;
  const isNegated = words[0] === '!';
  const [operator = '', path, ...more] = isNegated ? words.slice(1) : words;
  const test = Object.hasOwn(tests, operator) ? tests[operator] : undefined;
  if (test === undefined || path === undefined || path.includes(untold) || more.length > 0) return undefined;
  return (path !== '' && test(resolve(cwd, path))) !== isNegated;
}

function has(path: string, fits: (info: Stats) => boolean): boolean {
  const info = statSync(path, { throwIfNoEntry: false });
  return info !== undefined && fits(info);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
