import { basename } from 'node:path';

import { fail, type Finding, warn } from '../finding.ts';
import { readEnvironmentFile, readEnvironmentLine } from './environmentFile.ts';
import { findRuns, namesWatchdog, type Run, shellOfLines } from './findRuns.ts';
import type { ScheduleEntry } from './scheduleEntry.ts';

const rareCalendar = /^(?:weekly|monthly|quarterly|semi-?annually|bi-?annually|half-?yearly|yearly|annually)$/;
const systemdPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

// Of a unit that does not start without what they name. One with "!" or "|" before the path says less.
const conditions = ['Condition', 'Assert'].flatMap((kind) =>
  ['PathExists', 'PathIsDirectory', 'PathIsReadWrite', 'FileNotEmpty', 'FileIsExecutable', 'DirectoryNotEmpty'].map(
    (test) => `${kind}${test}`,
  ),
);

const timeKeys = /^(?:Timer\.On|Path\.\w*(?:Exists|Changed|Modified|NotEmpty))/;

/** Values of `Section.Key`, in order; an empty one takes back those before it. */
export type UnitKeys = ReadonlyMap<string, readonly string[]>;

/** A unit with its drop-ins. */
export interface Unit {
  /** Path of its own file. */
  where: string;
  isOfSystem: boolean;
  keys: UnitKeys;
}

/** Reads the text of a unit and then of its drop-ins. */
export function parseUnit(texts: readonly string[]): UnitKeys {
  const keys = new Map<string, string[]>();
  for (const text of texts) {
    let section = '';
    for (const line of joinLines(text)) {
      section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
      const [, name = '', value = ''] = /^([A-Za-z]\w*)\s*=\s*(.*)$/s.exec(line) ?? [];
      if (name === '') continue;
      const key = `${section}.${name}`;
      keys.set(key, value === '' ? [] : [...(keys.get(key) ?? []), value]);
    }
  }
  return keys;
}

// A backslash at the end of a line joins it to the next one; comments may stand between.
function joinLines(text: string): string[] {
  const joined: string[] = [];
  let open = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (/^[#;]/.test(line)) continue;
    if (line.endsWith('\\')) open += `${line.slice(0, -1)} `;
    else {
      joined.push((open + line).trim());
      open = '';
    }
  }
  return [...joined, open.trim()].filter((line) => line !== '');
}

/**
 * The runs of a service, if it runs a watchdog.
 * @param activators the timers and paths among the units of its directory.
 */
export function readService(
  unit: Unit,
  activators: readonly Unit[],
  user: { home: string; name: string },
  readText: (path: string) => string,
): ScheduleEntry[] {
  const { where, isOfSystem, keys } = unit;
  const get = (name: string) => keys.get(`Service.${name}`) ?? [];
  const lines = get('ExecStart').filter(namesWatchdog);
  if (lines.length === 0) return [];
  const specify = (text: string) => expandSpecifiers(text, user, basename(where));
  const variables: Record<string, string> = { HOME: user.home, PATH: systemdPath };
  for (const line of get('Environment')) Object.assign(variables, readEnvironmentLine(specify(line)));
  const files = get('EnvironmentFile').map(specify);
  for (const file of files) Object.assign(variables, readEnvironmentFile(readText(file.replace(/^-/, ''))));
  const starter = findStarter(unit, activators);
  const log = get('StandardOutput')
    .map((value) => /^(?:append|file|truncate):(.*)$/.exec(specify(value))?.[1])
    .at(-1);
  const place = specify(get('WorkingDirectory').at(-1) ?? '');
  const needed = [
    ...files.filter((file) => !/[*?[]/.test(file)),
    ...[unit, starter.unit].flatMap(({ keys: some }) => conditions.flatMap((name) => some.get(`Unit.${name}`) ?? [])),
  ]
    .map(specify)
    .filter((path) => path.startsWith('/'));
  const journal = `journalctl ${isOfSystem ? '' : '--user '}-u ${basename(where)} -n 20`;
  return lines.flatMap((line) =>
    readExecStart(specify(line), variables, place === '' ? '/' : place, readText).map((run) => ({
      ...run,
      entered: run.entered ?? (place.startsWith('/') ? place : undefined),
      needed: [...needed, ...run.needed],
      scheduler: 'systemd' as const,
      where,
      line: `ExecStart=${line}`,
      user: isOfSystem ? (get('User').at(-1) ?? 'root') : run.user,
      faults: starter.faults,
      isOnce: starter.isOnce && get('Restart').at(-1) !== 'always',
      isInstallable: starter.unit !== unit || [...keys.keys()].some((key) => key.startsWith('Install.')),
      log: log === undefined ? { command: journal } : { path: log },
      unit: { name: basename(starter.unit.where), isOfSystem },
    })),
  );
}

// `%h` and its like; one that is not known here stays.
function expandSpecifiers(text: string, { home, name }: { home: string; name: string }, unit: string): string {
  const known: Record<string, string> = { '%': '%', h: home, u: name, n: unit, N: unit.replace(/\.\w+$/, '') };
  return text.replace(/%([%hunN])/g, (_all, letter: string) => known[letter] ?? '');
}

// systemd runs the words itself, without a shell: `;` and `>` are no operators, `$NAME` is taken from the environment, `$$` is
// a dollar sign.
function readExecStart(
  line: string,
  variables: Record<string, string>,
  cwd: string,
  readText: (path: string) => string,
): Run[] {
  const operators = /'[^']*'|"(?:[^"\\]|\\.)*"|\\.|\$\$|[;|&()<>`~#]/g;
  const words = line.replace(/^[-@:+!|]+/, '').replaceAll(operators, (found) => {
    if (found.startsWith('"')) return found.replaceAll(/\$\$|`/g, (one) => `\\${one.charAt(0)}`);
    return found === '$$' || found.length === 1 ? `\\${found.charAt(0)}` : found;
  });
  const place = cwd === '~' ? (variables['HOME'] ?? '/') : cwd.replace(/^-/, '');
  return findRuns(words, { variables, cwd: place, shell: shellOfLines }, readText).runs;
}

interface Starter {
  unit: Unit;
  isOnce: boolean;
  faults: ScheduleEntry['faults'];
}

// What is enabled: the timer or path that starts the service, else the service itself.
function findStarter(service: Unit, activators: readonly Unit[]): Starter {
  const name = basename(service.where);
  for (const unit of activators) {
    if (unit.isOfSystem !== service.isOfSystem) continue;
    const [, kind = '', own = ''] = /^((.*)\.(?:timer|path))$/.exec(basename(unit.where)) ?? [];
    const section = kind.endsWith('.timer') ? 'Timer' : 'Path';
    if ((unit.keys.get(`${section}.Unit`)?.at(-1) ?? `${own}.service`) !== name) continue;
    const times = [...unit.keys.keys()].filter((key) => timeKeys.test(key));
    const isOnce = times.length > 0 && times.every((key) => /On(?:Boot|Startup|Active)Sec$/.test(key));
    return { unit, isOnce, faults: findTimeFaults(unit, service, times) };
  }
  return { unit: service, isOnce: true, faults: [] };
}

function findTimeFaults({ where, keys }: Unit, service: Unit, times: readonly string[]): Finding[] {
  const said = times.filter((key) => (keys.get(key)?.length ?? 0) > 0);
  const fix = `Give it OnCalendar=minutely in [${where.endsWith('.timer') ? 'Timer' : 'Path'}].`;
  if (said.length === 0) return [fail(`${where} says no time`, fix)];
  const calendar = keys.get('Timer.OnCalendar') ?? [];
  if (calendar.length > 0 && calendar.every((value) => rareCalendar.test(value)) && times.length === 1)
    return [warn(`${where} comes rarer than once a day, and reports wait that long`, fix)];
  const startsItself = (service.keys.get('Install.WantedBy')?.length ?? 0) > 0;
  if (startsItself || !said.every((key) => /OnUnit(?:Ina|A)ctiveSec$/.test(key))) return [];
  return [
    warn(
      `${where} counts from the last run of ${basename(service.where)}, and nothing starts the first one when the machine starts`,
      'Add OnActiveSec=1min in [Timer].',
    ),
  ];
}
