import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { errnoOf, type Home, IoError, listTaken, messageOf, type Taken } from '@owner-report/spool';

/** What passes have left in `attempts/`. */
export interface AttemptsListing {
  /** Ids of the reports that have a record, in order of their names. */
  recordIds: string[];
  /** Paths of records that are written and not in place yet. */
  staged: string[];
  /** Paths of all attempt files, records aside: where no attempt is under way a crash has left them. */
  leftovers: string[];
  /** What was taken out of its place and not dealt with. */
  taken: Taken[];
}

const record = /\.json$/;
const stagedRecord = /\.json\.[0-9a-z]{12}\.new$/;
const leftover = /\.\d+(?:\.[0-9a-z]{24})?\.(?:run|sent|message|output|result|timeout)$|\.[0-9a-z]{12}\.new$/;

/** Lists `attempts/`, in one look. @throws a system error */
export function listAttempts(home: Home): AttemptsListing {
  const names = readdirSync(home.attempts);
  const pathsOf = (pattern: RegExp) =>
    names.filter((name) => pattern.test(name)).map((name) => join(home.attempts, name));
  return {
    recordIds: names
      .filter((name) => record.test(name))
      .map((name) => name.replace(record, ''))
      .sort(),
    staged: pathsOf(stagedRecord),
    leftovers: pathsOf(leftover),
    taken: listTaken(home, names),
  };
}

/** The same for who only looks: nothing where there is no such directory yet. @throws IoError */
export function listAttemptsIfAny(home: Home): AttemptsListing {
  try {
    return listAttempts(home);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { recordIds: [], staged: [], leftovers: [], taken: [] };
    throw new IoError(`${home.attempts}: cannot be listed: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Check that it is a directory, and that this user may read and enter it.',
    });
  }
}
