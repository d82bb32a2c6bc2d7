import {
  type Home,
  InvalidReportError,
  isReportId,
  type Place,
  quoteWord,
  reportPath,
  resolveHome,
  toPrintableLine,
} from '@owner-report/spool';

/** What a hint names: a report, and where it lies. */
interface Named {
  id: string;
  place: Place;
}

/**
 * A command line for an operator to copy, which does what it says wherever it is typed: the report is quoted, by its
 * path when its name is no id (it may begin with a dash), and the home is named unless it is the one that is meant
 * anyway.
 * @param options words that follow the report.
 */
export function commandHint(
  home: Home,
  command: string,
  { id, place }: Named,
  options: readonly string[] = [],
): string {
  const report = isReportId(id) ? id : reportPath(home, place, id);
  const meant = home.dir === findMeantHome();
  const words = [report, ...options, ...(meant ? [] : ['--home', home.dir])];
  // A line end in a name would begin a line of its own: better one that cannot be copied.
  return toPrintableLine([command, ...words.map(quoteWord)].join(' '));
}

// The home that a command finds without --home.
function findMeantHome(): string | undefined {
  try {
    return resolveHome(process.env['OWNER_REPORT_HOME']).dir;
  } catch {
    return undefined;
  }
}

/** The command line that sets a pending report aside. */
export function holdHint(home: Home, id: string, reason: string): string {
  return commandHint(home, 'owner-report-watchdog hold', { id, place: 'pending' }, ['--reason', reason]);
}

/** What a report of `pending/` is invalid of, with the command line that sets it aside, where that is not said yet. */
export function withHoldHint(home: Home, id: string, error: InvalidReportError): InvalidReportError {
  const remedy = error.remedy ?? '';
  if (remedy.includes('owner-report-watchdog hold')) return error;
  const hold = `Or set it aside: ${holdHint(home, id, 'invalid')}`;
  return new InvalidReportError(error.message, { cause: error, remedy: `${remedy} ${hold}`.trimStart() });
}

/** The command line that delivers a pending report now. */
export function deliverHint(home: Home, id: string): string {
  return commandHint(home, 'owner-report-driver', { id, place: 'pending' });
}
