import { type CommandSpec, homeHint, type Invocation } from '@owner-report/cli';
import { exitCodes, parseAge, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeStatus } from '../status/describeStatus.ts';
import { readStatus } from '../status/readStatus.ts';

/** Says how the queue stands. Changes nothing. */
export const statusSubcommand: CommandSpec = {
  command: 'status',
  describe: 'How long the queue is, what its head waits for, what was sent last',
  options: {
    'max-age': {
      type: 'string',
      describe: 'Exit 75 when the oldest report is older than this, such as 15m, or when that cannot be told',
      placeholder: 'DURATION',
    },
  },
  run: showStatus,
};

async function showStatus({ home, talk, text }: Invocation): Promise<number> {
  const maxAge = text('max-age');
  const maxAgeMs = maxAge === undefined ? Infinity : parseAge(maxAge, '--max-age');
  const status = await readStatus(home, new Date(), (warning) => talk.warn(warning));
  const tooOld = status.head !== null && status.head.age_seconds * 1000 > maxAgeMs;
  const untold = maxAge === undefined ? undefined : findUntold(status.exists, status.head?.is_from_future === true);
  talk.document({ schemaVersion, home: home.dir, ...status, too_old: tooOld });
  for (const line of describeStatus(home, status)) talk.result(toPrintableLine(line));
  const why = tooOld ? `the head is older than ${maxAge}` : untold;
  if (why !== undefined) talk.warn(`${why}: see ${homeHint(home, 'owner-report-watchdog doctor')}`);
  return why === undefined ? exitCodes.done : exitCodes.retry;
}

// A monitor must not be told that all is well where nobody can know.
function findUntold(exists: boolean, isFromFuture: boolean): string | undefined {
  if (!exists) return 'there is no such home, so that no age can be told';
  return isFromFuture ? 'the head is from the future, so that its age cannot be told' : undefined;
}
