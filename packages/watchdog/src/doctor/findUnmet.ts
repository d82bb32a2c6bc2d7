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

/**
 * A warning for each condition before a run that keeps it from running now. Only `test`, `true`, `false` and files that are sourced are judged, and
 * what is decided by them alone.
 */
export function findUnmet({ conditions, cwd }: ScheduleEntry): Finding[] {
  return conditions
    .filter(({ commands, mustSucceed }) => outcomeOf(commands, cwd) === !mustSucceed)
    .map(({ commands, mustSucceed }) =>
      warn(
        `it runs only if "${show(commands)}" ${mustSucceed ? 'succeeds' : 'fails'}, which it does not now`,
        'Mend that condition, or take it out of the line.',
      ),
    );
}

// As a shell does, from left to right. Undefined where only a run would tell.
function outcomeOf(commands: Condition['commands'], cwd: string): boolean | undefined {
  let outcome: boolean | undefined;
  for (const [index, { join, words, isNegated, fails }] of commands.entries()) {
    const held = fails === true ? false : holds(words, cwd);
    const own = held === undefined ? undefined : held !== isNegated;
    // What decides it, whatever the other one says: a failure by `&&`, a success by `||`.
    const deciding = join === '||';
    if (index === 0) outcome = own;
    else if (outcome === deciding || own === deciding) outcome = deciding;
    else outcome = outcome === undefined ? undefined : own;
  }
  return outcome;
}

function show(commands: Condition['commands']): string {
  const words = commands.flatMap(({ join, words: own, isNegated }, index) => [
    ...(index > 0 ? [join] : []),
    ...(isNegated ? ['!'] : []),
    ...own,
  ]);
  return words.join(' ');
}

// Undefined where only a run would tell.
function holds([program = '', ...words]: readonly string[], cwd: string): boolean | undefined {
  if (program === 'true' || program === ':') return true;
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
