import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { type Home, messageOf, quoteWord, redact, spellWord } from '@owner-report/spool';

import { editHint } from '../entry/cronTable.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { untold } from '../entry/shellLine.ts';
import { realPathOf } from '../entry/userPlaces.ts';
import { fail, type Finding, fixOf, joinFindings, ok } from '../finding.ts';
import { findProgram } from './findProgram.ts';
import { findUnmet } from './findUnmet.ts';
import { type Commands, nameOfCalled } from './isDrain.ts';
import { findRefused } from './refusedWords.ts';
import { givenByEntry, homeOfEntry, wrapperOf } from './scheduledRun.ts';
import type { UnitState } from './unitState.ts';

/** The line that runs a watchdog, and whether it drains the home in question. */
export interface Drain {
  entry: ScheduleEntry;
  finding: Finding;
}

const levels = ['ok', 'warn', 'fail'] as const;

/**
 * Finds the line that drains `home`, else the one that comes nearest to it; undefined when none runs a watchdog that
 * sends.
 */
export async function findDrain(
  entries: readonly ScheduleEntry[],
  home: Home,
  commands: Commands,
  findState: (entry: ScheduleEntry) => Promise<UnitState>,
): Promise<Drain | undefined> {
  const drains: (Drain & { isOther: boolean })[] = [];
  for (const entry of entries) {
    const idle = findIdleReason(entry, home, commands);
    const finding = idle ?? joinFindings(await findFaults(entry, await findState(entry)));
    drains.push({ entry, finding: tellEntry(entry, finding), isOther: idle !== undefined });
  }
  const rank = (drain: (typeof drains)[number]) => levels.indexOf(drain.finding.level) * 2 + Number(drain.isOther);
  return drains.sort((a, b) => rank(a) - rank(b))[0];
}

function tellEntry({ where, line }: ScheduleEntry, finding: Finding): Finding {
  const what = `${where}: ${redact(line, process.env)}`;
  return { ...finding, found: finding.found === '' ? what : `${what}: ${finding.found}` };
}

// Why a line does not mean to drain this home.
function findIdleReason(entry: ScheduleEntry, home: Home, commands: Commands): Finding | undefined {
  const name = nameOfCalled(entry.args, commands);
  if (name !== '$0')
    return fail(`runs "${name}", which sends nothing`, 'Add a line that runs it without a subcommand.');
  if (entry.user !== undefined)
    return fail(
      `runs as user ${entry.user}, whose lines are not judged here`,
      `Run doctor as that user: sudo -u ${quoteWord(entry.user)} owner-report-watchdog doctor --home ${spellWord(home.dir)}`,
    );
  try {
    const given = givenByEntry(entry);
    const drained = homeOfEntry(entry);
    if (drained.includes(untold)) return fail('its home is known only when it runs', 'Write the home as a plain path.');
    if (realPathOf(drained) !== realPathOf(home.dir))
      return fail(
        `drains ${drained}, not ${home.dir}`,
        `Change that line, or look at the home that it drains: owner-report-watchdog doctor --home ${spellWord(drained)}`,
      );
    return given['dry-run'] === true
      ? fail('only a dry run, which sends nothing', 'Take the dry run out of that line.')
      : undefined;
  } catch (error) {
    return fail(messageOf(error), fixOf(error));
  }
}

// What keeps a line that means to drain from doing so.
async function findFaults(entry: ScheduleEntry, state: UnitState): Promise<Finding[]> {
  const faults = [
    ...entry.faults,
    ...state.faults,
    ...findMissingPrograms(entry),
    ...findMissingPlaces(entry),
    ...findUnmet(entry),
    ...(await findRefused(entry)),
  ];
  return faults.length > 0 ? faults : [ok('')];
}

function findMissingPrograms(entry: ScheduleEntry): Finding[] {
  const { program, carriers, variables, cwd, scheduler } = entry;
  // What a profile sets is not known here; most often it is what this shell has, too.
  const path = `${variables['PATH'] ?? ''}${entry.hasProfile ? `:${process.env['PATH'] ?? ''}` : ''}`;
  const carrier = carriers.find((name) => findProgram(name, path, cwd) === undefined);
  if (carrier !== undefined)
    return [fail(`${scheduler} finds no ${carrier} on PATH=${path}`, 'Install it, or take it out of that line.')];
  const found = findProgram(program, path, cwd);
  if (found === undefined && program.includes('/')) return [fail(...describeMissing(entry))];
  const needsNode = startsByEnvNode(found) && !carriers.some((name) => /(?:^|\/)node$/.test(name));
  const missing = found === undefined ? program : needsNode ? 'node' : undefined;
  if (missing === undefined || findProgram(missing, path, cwd) !== undefined) return [];
  return [fail(`${scheduler} finds no ${missing} on PATH=${path}`, pathHint(entry, path))];
}

function describeMissing({ program, cwd, ...entry }: ScheduleEntry): [string, string] {
  const path = resolve(cwd, program);
  const isWrapper = wrapperOf({ ...entry, program, cwd }) !== undefined;
  return [
    `found no ${existsSync(path) ? 'program that may be run' : 'file'} at ${path}`,
    `Put the path of ${isWrapper ? 'scripts/run_owner_report_watchdog.sh' : findOwnCommand()} into that line.`,
  ];
}

function findOwnCommand(): string {
  return findProgram('owner-report-watchdog', process.env['PATH'] ?? '', '/') ?? resolve('/', process.argv[1] ?? '');
}

function pathHint({ scheduler, where }: ScheduleEntry, path: string): string {
  // cron replaces nothing in it.
  const known = path.split(':').filter((dir) => dir.startsWith('/'));
  const better = [...new Set([dirname(process.execPath), dirname(findOwnCommand()), ...known])].join(':');
  if (scheduler !== 'cron') return `Set PATH in ${where}: ${better}`;
  return `Put this line at the top of the table (${editHint(where)}): PATH=${better}`;
}

// Our commands are scripts of node, which the line itself must find.
function startsByEnvNode(path: string | undefined): boolean {
  if (path === undefined) return false;
  try {
    const descriptor = openSync(path, 'r');
    try {
      const start = Buffer.alloc(64);
      readSync(descriptor, start);
      return /^#!\s*\S*\benv (?:-S )?node\b/.test(start.toString('latin1'));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

function findMissingPlaces({ entered, output, needed, cwd }: ScheduleEntry): Finding[] {
  const log =
    output === undefined || output === 'program' || output.includes(untold) ? undefined : resolve(cwd, output);
  const dirs = [entered, log === undefined ? undefined : dirname(log)].flatMap((dir) =>
    dir === undefined || dir.includes(untold) || isDirectory(dir) ? [] : [dir],
  );
  return [
    ...dirs.map((dir) => fail(`found no directory ${dir}, so that the line ends there`, `mkdir -p ${quoteWord(dir)}`)),
    ...[...new Set(needed)]
      .filter((path) => !dirs.includes(path) && !existsSync(path))
      .map((path) => fail(`found no ${path}, without which it does not start`, 'Make it, or change that line.')),
  ];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
