import { statSync } from 'node:fs';
import { join } from 'node:path';

import type { Ending } from '@owner-report/cli';
import { errnoOf, messageOf } from '@owner-report/spool';

/** The ending of a command that could not be started, with the code of a shell: 127 not found, 126 not executable. */
export function endingOfStartError(error: unknown, program: string): Ending {
  const errno = errnoOf(error);
  const why = errno ?? messageOf(error);
  if (errno === 'ENOENT') return notFound(why);
  // A directory of PATH that may not be read hides nothing that a shell would find.
  if (errno === 'EACCES' && !program.includes('/') && !isOnPath(program)) return notFound(why);
  const what = errno === 'EACCES' && !isReachable(program) ? 'not reachable' : 'not executable';
  return { kind: 'not-started', code: 126, reason: `${what} (${why})` };
}

function notFound(why: string): Ending {
  return { kind: 'not-started', code: 127, reason: `not found (${why})` };
}

// False for a path through a directory that may not be entered, such as the working directory.
function isReachable(program: string): boolean {
  try {
    return !program.includes('/') || statSync(program) !== undefined;
  } catch {
    return false;
  }
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((dir) => {
    try {
      return statSync(join(dir, name)).isFile();
    } catch {
      return false;
    }
  });
}
