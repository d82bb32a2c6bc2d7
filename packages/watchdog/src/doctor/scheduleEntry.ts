import { expandUserHome } from './expandUserHome.ts';

/** A line that runs us, and what it says about how. */
export interface ScheduleEntry {
  where: string;
  line: string;
  /** What the scheduler or the line itself puts into the environment, beside HOME and PATH. */
  variables: Record<string, string>;
  /** Words behind the program, quotes and `$HOME` resolved. */
  args: string[];
  /** Path of the wrapper, when the line runs that. */
  wrapper: string | undefined;
  /** Whether it sends: a line for `prune` or `status` does not. */
  drains: boolean;
}

const ours = /owner[-_]report[-_]watchdog/;
const execKey = /^Exec\w*=/;
const assignment = /^([A-Za-z_]\w*)\s*=\s*(.*)$/s;
const plistVariable = /<key>([A-Za-z_]\w*)<\/key>\s*<string>([^<]*)<\/string>/g;
const otherCommands: ReadonlySet<string> = new Set(['prune', 'status', 'doctor', 'hold', 'release']);

/** The lines of a crontab that run us. Its variables count for the lines below them. */
export function parseCrontab(where: string, text: string, userHome: string): ScheduleEntry[] {
  const variables: Record<string, string> = {};
  const found: ScheduleEntry[] = [];
  for (const line of linesOf(text)) {
    const [, name, value = ''] = assignment.exec(line) ?? [];
    if (name !== undefined) variables[name] = value.trim().replace(/^(["'])(.*)\1$/, '$2');
    else if (ours.test(line)) found.push(toEntry(where, line, variables, userHome));
  }
  return found;
}

/** The lines of a systemd unit or launchd agent that run us. Its variables count wherever they stand. */
export function parseUnit(where: string, text: string, userHome: string): ScheduleEntry[] {
  const lines = linesOf(text);
  const variables = Object.fromEntries([...text.matchAll(plistVariable)].map(([, name, value]) => [name, value]));
  for (const line of lines)
    if (line.startsWith('Environment='))
      Object.assign(variables, readAssignments(splitWords(line.slice(12), userHome)));
  const commands = lines.filter((line) => ours.test(line) && !line.startsWith('Description='));
  return commands.map((line) => toEntry(where, line, variables, userHome));
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function toEntry(where: string, line: string, given: Record<string, string>, userHome: string): ScheduleEntry {
  const words = splitWords(line, userHome);
  const program = words.findIndex((word) => ours.test(word) && !assignment.test(word.replace(execKey, '')));
  return {
    where,
    line,
    // A variable may stand before the program, as in `cd / && NAME=value program`.
    variables: { ...given, ...readAssignments(words.slice(0, Math.max(0, program))) },
    args: words.slice(program + 1),
    wrapper: wrapperOf(words[program] ?? ''),
    drains: !words.slice(program + 1).some((word) => otherCommands.has(word)),
  };
}

function readAssignments(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value = ''] = assignment.exec(word) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

// As a shell splits them, of all expansions only that of the home directory. A property list holds one word a line.
function splitWords(line: string, userHome: string): string[] {
  const item = /^<string>(.*)<\/string>$/.exec(line)?.[1];
  if (item !== undefined) return [item];
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
  return words.map((word) => {
    const unquoted = word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g, '$1$2$3');
    // systemd calls it %h.
    return expandUserHome(
      unquoted.replace(/%h(?=\/)/g, () => userHome),
      userHome,
    );
  });
}

// The word may be `ExecStart=/path/to/it`.
function wrapperOf(word: string): string | undefined {
  const path = word.replace(execKey, '');
  return path.endsWith('run_owner_report_watchdog.sh') ? path : undefined;
}
