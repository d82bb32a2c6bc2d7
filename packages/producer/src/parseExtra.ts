import { fieldNames, toWellFormed, UsageError } from '@owner-report/spool';

const keyPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * Reads `--field key=value` arguments.
 * @throws UsageError for a key that is malformed, given twice, or has an option of its own.
 */
export function parseExtra(assignments: readonly string[]): Record<string, string> {
  const extra = new Map<string, string>();
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    const key = equals === -1 ? assignment : assignment.slice(0, equals);
    if (equals === -1) {
      throw new UsageError(`--field: expected KEY=VALUE, got ${JSON.stringify(assignment)}`, {
        remedy: 'For example: --field host=db1',
      });
    }
    assertKey(key);
    if (extra.has(key)) {
      throw new UsageError(`--field: expected each key once, got ${JSON.stringify(key)} again`, {
        remedy: 'Leave one of them out.',
      });
    }
    extra.set(key, toWellFormed(assignment.slice(equals + 1)));
  }
  // Not by assignment: a key such as "constructor" is a key like any other.
  return Object.fromEntries(extra);
}

function assertKey(key: string): void {
  if (!keyPattern.test(key) || key === '__proto__') {
    throw new UsageError(
      `--field: expected a key of letters, digits, "_", "." and "-" that begins with a letter or "_", got ${JSON.stringify(key)}`,
      { remedy: 'For example: --field host=db1' },
    );
  }
  if (!(fieldNames as readonly string[]).includes(key)) return;
  throw new UsageError(
    `--field: expected a key of your own, got ${JSON.stringify(key)}, which is a field of every report`,
    {
      remedy: key === 'created_at' ? 'It is set when the report is made.' : `Use --${key.replaceAll('_', '-')}.`,
    },
  );
}
