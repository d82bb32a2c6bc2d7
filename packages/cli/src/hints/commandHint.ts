import {
  type Home,
  InvalidReportError,
  isReportId,
  type Place,
  reportPath,
  resolveHome,
  spellWord,
} from '@owner-report/spool';

/** What a hint names: a report, and where it lies. */
interface Named {
  id: string;
  place: Place;
}

/**
 * A command line for an operator to copy, which does what it says wherever it is typed: every word is quoted, and the
 * home is named unless it is the default one. A variable would not do: a line out of the log of cron is typed elsewhere.
 */
export function homeHint(home: Home, command: string, words: readonly string[] = []): string {
  const all = [...words, ...(home.dir === findDefaultHome() ? [] : ['--home', home.dir])];
  return [command, ...all.map(spellWord)].join(' ');
}

// The home that a command finds when nothing names one.
function findDefaultHome(): string | undefined {
  if ((process.env['OWNER_REPORT_HOME'] ?? '') !== '') return undefined;
  try {
    return resolveHome(undefined).dir;
  } catch {
    return undefined;
  }
}

/**
 * The same about a report, which is named by its path when its name is no id (it may begin with a dash).
 * @param options words that follow the report.
 */
export function commandHint(home: Home, command: string, named: Named, options: readonly string[] = []): string {
  const { id, place } = named;
  return homeHint(home, command, [isReportId(id) ? id : reportPath(home, place, id), ...options]);
}

/** The same command once more, with the flags that it was given. */
export function repeatHint(
  home: Home,
  command: string,
  flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
): string {
  const { home: _home, ...others } = flags;
  const words = Object.entries(others).flatMap(([name, value]) => {
    if (typeof value === 'object') return value.map((one) => `--${name}=${one}`);
    return value === true ? `--${name}` : `--${name}=${value}`;
  });
  return homeHint(home, command, words);
}

/** The command line that sets a pending report aside. */
export function holdHint(home: Home, id: string, reason: string): string {
  return commandHint(home, 'owner-report-watchdog hold', { id, place: 'pending' }, ['--reason', reason]);
}

/** What went wrong with a pending report; when that can never be sent, with the command line that sets it aside. */
export function withHoldHint(home: Home, id: string, error: unknown): unknown {
  if (!(error instanceof InvalidReportError)) return error;
  const remedy = error.remedy ?? '';
  if (remedy.includes('owner-report-watchdog hold')) return error;
  const hold = `Or set it aside: ${holdHint(home, id, 'invalid')}`;
  return new InvalidReportError(error.message, { cause: error, remedy: `${remedy} ${hold}`.trimStart() });
}
