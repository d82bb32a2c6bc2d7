import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

import { shellPath } from '@owner-report/cli';

import { findSource } from './findSource.ts';
import { findOtherUser } from './otherUser.ts';
import { readShellLine, type SimpleCommand, untold } from './shellLine.ts';
import { exportedNames, readAssignments, readSourced } from './sourcedFile.ts';

/** What a command starts with. */
interface Surroundings {
  /** The environment, HOME and PATH included. */
  variables: Readonly<Record<string, string>>;
  cwd: string;
}

/** The same of a line, and path or name of the shell that reads it. */
interface Start extends Surroundings {
  shell: string;
}

/** Commands, joined by `&&` and `||`, whose outcome decides whether another one is run. */
export interface Condition {
  commands: Joined[];
  /** Whether they must succeed, by `&&`, or fail, by `||`. */
  mustSucceed: boolean;
}

/** One of these commands; `fails` where that is known already. */
type Joined = Pick<SimpleCommand, 'join' | 'words' | 'isNegated'> & { fails?: boolean };

/** A command line that runs a watchdog. */
export interface Run extends Surroundings {
  /** As it is called: a path, or a name to be found on PATH. */
  program: string;
  args: string[];
  /** Where its stdout goes: a file, the `untold` parts of its name included; 'program' for a pipe. */
  output: string | undefined;
  /** Words in front of it that are programs, too: `nice`, `bash`, `flock`. */
  carriers: string[];
  /** A login shell: its profile may set more, PATH above all. */
  hasProfile: boolean;
  /** Directory that a `cd` before it leads to, and that must be there. */
  entered: string | undefined;
  /** Absolute paths that must be there for it to start: of what it reads, and the directories of what it writes. */
  needed: string[];
  /** What stands before it on its line, by `&&` or `||`. */
  conditions: Condition[];
  /** Another user, by sudo and its like. */
  user: string | undefined;
}

/** The runs of one line, and whether a shell would find its end missing. */
export interface FoundRuns {
  runs: Run[];
  unfinished: boolean;
}

/** The shell of schedulers that name none. */
export const shellOfLines = '/bin/sh';

const programs = /(?:^|\/)(?:owner-report-watchdog(?:\.cjs)?|run_owner_report_watchdog\.sh)$/;
// They name a program and do not run it.
const namers: ReadonlySet<string> = new Set(
  '[ [[ : basename cat chmod chown cp dirname echo export false file find grep head hash kill killall ln logger ls man mkdir mv pgrep pidof pkill printf readlink rm stat tail tee test touch true type unset wc which'.split(
    ' ',
  ),
);

/** Whether a line has to do with us at all. */
export function namesWatchdog(line: string): boolean {
  return /owner[-_]report[-_]watchdog/.test(line);
}

/**
 * Finds the runs of a watchdog in a line of shell, those in `sh -c '…'` too.
 * @param readText text of a file that is sourced (`. FILE`).
 */
export function findRuns(line: string, start: Start, readText: (path: string) => string): FoundRuns {
  const exported: Record<string, string> = { ...start.variables };
  const own: Record<string, string> = {};
  const found: FoundRuns = { runs: [], unfinished: false };
  let { cwd } = start;
  let entered: string | undefined;
  let before: Joined[] = [];
  let previous: Joined | undefined;
  // How many of `if`, `for` and their like are open: what stands in them may not be run.
  let open = 0;
  const ends: Condition[] = [];
  let exportsAll = false;
  const lookup = (name: string) => own[name] ?? exported[name];
  const commands = readShellLine(line, lookup);
  for (;;) {
    const { value: command, done } = commands.next();
    if (done === true) {
      found.unfinished ||= command;
      return found;
    }
    const [first = '', second = ''] = command.words;
    const isJoined = command.join === '&&' || command.join === '||';
    before = isJoined && previous !== undefined ? [...before, previous] : [];
    const known = { shell: start.shell, path: exported['PATH'] ?? '', cwd };
    const source = findSource(command.words, known, (path) => readText(path) !== '' || existsSync(path));
    previous = source?.isFailure === true ? { ...command, fails: true } : command;
    open += command.opened + Number(/^(?:for|case)$/.test(first)) - Number(/^(?:fi|done|esac)$/.test(first));
    if (source?.endsShell === true && open === 0 && !isJoined) ends.push({ commands: [previous], mustSucceed: true });
    // Behind the bracket of a group.
    const needed = findNeeded(command, cwd);
    if (first === '') {
      for (const run of found.runs) {
        run.output ??= command.output;
        run.needed.push(...needed);
      }
    }
    if (command.join === '|') for (const run of found.runs.slice(-1)) run.output ??= 'program';
    if (first === '') Object.assign(own, command.assignments);
    if (first === 'export') Object.assign(own, readAssignments(command.words));
    if (first === 'set') exportsAll = readAllExport(command.words) ?? exportsAll;
    if (first === 'cd') entered = cwd = resolve(cwd, second === '' ? (exported['HOME'] ?? '/') : second);
    const sourced = source?.path === undefined ? undefined : readSourced(readText(source.path), lookup);
    Object.assign(own, sourced?.values);
    const names = first === 'export' ? exportedNames(command.words) : (sourced?.exported ?? []);
    for (const name of names) exported[name] = own[name] ?? exported[name] ?? '';
    // What a line sets is exported with `set -a`, or if it was in the environment before.
    for (const name of Object.keys(own)) if (exportsAll || name in exported) exported[name] = own[name] as string;
    const variables = { ...exported, ...command.assignments };
    const here = findInCommand(command, { variables, cwd }, entered, readText);
    const condition = before.length === 0 ? [] : [{ commands: before, mustSucceed: command.join === '&&' }];
    found.runs.push(
      ...here.runs.map((run) => ({
        ...run,
        needed: [...needed, ...run.needed],
        conditions: [...ends, ...condition, ...run.conditions],
      })),
    );
    found.unfinished ||= here.unfinished;
  }
}

// What its redirections and the lock of `flock` want to be there; where a name is known only by a run, nothing is said.
function findNeeded({ inputs, outputs, words }: SimpleCommand, cwd: string): string[] {
  const flock = words.findIndex((word) => basename(word) === 'flock');
  const lock = flock < 0 ? undefined : findLockFile(words.slice(flock + 1));
  const written = [...outputs, ...(lock === undefined ? [] : [lock])];
  return [...inputs, ...written.map(dirname)]
    .filter((path) => !path.includes(untold))
    .map((path) => resolve(cwd, path));
}

// The first word that is no option of flock, and no value of one.
function findLockFile(words: readonly string[]): string | undefined {
  return words.find(
    (word, at) =>
      !word.startsWith('-') && !/^(?:-\w*[wE]|--(?:wait|timeout|conflict-exit-code))$/.test(words[at - 1] ?? ''),
  );
}

function findInCommand(
  command: SimpleCommand,
  { variables, cwd }: Surroundings,
  entered: string | undefined,
  readText: (path: string) => string,
): FoundRuns {
  const { words, output } = command;
  const nothing = { runs: [], unfinished: false };
  const first = words[0] ?? '';
  if (namers.has(first) || (first === 'command' && /^-[vV]/.test(words[1] ?? ''))) return nothing;
  const script = words.findIndex(
    (word, index) => index > 1 && /^-\w*c$/.test(words[index - 1] ?? '') && namesWatchdog(word),
  );
  const index = script > 0 ? script : words.findIndex((word) => programs.test(word));
  if (index < 0) return nothing;
  const before = words.slice(0, index);
  const all = {
    ...(before.includes('-i') && first === 'env' ? { PATH: shellPath } : variables),
    ...readAssignments(before),
  };
  const carriers = before.filter((word, at) => at === 0 && !['exec', 'command'].includes(word));
  const shared = { entered, carriers, needed: [], conditions: [], user: findOtherUser(script > 0 ? words : before) };
  if (script > 0) {
    const found = findRuns(words[script] ?? '', { variables: all, cwd, shell: findShell(before) }, readText);
    const hasProfile = before.some((word) => /^-\w*[li]\w*$/.test(word) || word === '--login');
    const runs = found.runs.map((run) => ({
      ...run,
      output: run.output ?? output,
      carriers: [...carriers, ...run.carriers],
      hasProfile: run.hasProfile || (hasProfile && basename(first).endsWith('sh')),
      entered: run.entered ?? entered,
      user: run.user ?? shared.user,
    }));
    return { ...found, runs };
  }
  const run = { ...shared, program: words[index] ?? '', args: words.slice(index + 1), variables: all };
  return { unfinished: false, runs: [{ ...run, cwd, output, hasProfile: false }] };
}

function findShell(words: readonly string[]): string {
  return words.findLast((word) => /^(?:ba|da|z|k|mk|a)?sh$/.test(basename(word))) ?? shellOfLines;
}

// Whether what is set from here on is exported; undefined where it says nothing of that.
function readAllExport([, option = '', name = '']: readonly string[]): boolean | undefined {
  const isSaid = /^[-+]\w*a/.test(option) || (/^[-+]o$/.test(option) && name === 'allexport');
  return isSaid ? option.startsWith('-') : undefined;
}
