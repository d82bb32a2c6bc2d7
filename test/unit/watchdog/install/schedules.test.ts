import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readCronTable } from '../../../../packages/watchdog/src/entry/cronTable.ts';
import { readLaunchAgent } from '../../../../packages/watchdog/src/entry/launchAgent.ts';
import type { ScheduleEntry } from '../../../../packages/watchdog/src/entry/scheduleEntry.ts';
import { parseUnit, readService, type Unit } from '../../../../packages/watchdog/src/entry/systemdUnit.ts';
import { composeAgents } from '../../../../packages/watchdog/src/install/agentFiles.ts';
import { composeBlock } from '../../../../packages/watchdog/src/install/cronBlock.ts';
import type { Job, Piece } from '../../../../packages/watchdog/src/install/job.ts';
import { composeUnits } from '../../../../packages/watchdog/src/install/unitFiles.ts';

const user = { home: '/home/me', name: 'me' };

/** A path whose names hold what shells, cron, systemd and XML take for something else. */
const path = fc
  .array(fc.string({ unit: fc.constantFrom(...'ab %$\\"\'`<>&;|#~=:*?!()[]{}-_.繁é'), minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((names) => `/${names.join('/')}`)
  // Blanks at the end of a line of systemd are none of the value; no home ends with one either.
  .filter((text) => text.trimEnd() === text);

const job = fc
  .record({ home: path, scripts: path, value: path })
  .map(({ home, scripts, value }): Job & { home: string } => ({
    home,
    name: 'watchdog',
    describe: `Send pending owner reports of ${home}`,
    variables: { PATH: '/usr/bin:/bin', NODE_BIN: value },
    words: [`${scripts}/run_owner_report_watchdog.sh`, '--home', home],
    log: `${home}/watchdog.log`,
  }));

const readUnits = (pieces: readonly Piece[]) => {
  const [service, timer] = pieces.map(
    ({ where, text }): Unit => ({ where, isOfSystem: false, keys: parseUnit([text]) }),
  ) as [Unit, Unit];
  return readService(service, [timer], user, () => '');
};

const ways: [string, (one: Job & { home: string }) => { entry: ScheduleEntry | undefined; log: unknown }][] = [
  [
    'crontab',
    (one) => {
      const table = { where: 'crontab -l', text: composeBlock(one.home, [one]), hasUsers: false };
      const [entry] = readCronTable(table, user.home, () => '');
      return { entry, log: entry?.output };
    },
  ],
  [
    'unit of systemd',
    (one) => {
      const [entry] = readUnits(composeUnits(one.home, [one], '/u'));
      return { entry, log: entry?.log !== undefined && 'path' in entry.log ? entry.log.path : undefined };
    },
  ],
  [
    'agent of launchd',
    (one) => {
      const [piece] = composeAgents(one.home, [one], '/a') as [Piece];
      const [entry] = readLaunchAgent(piece.where, piece.text, user.home);
      return { entry, log: entry?.log !== undefined && 'path' in entry.log ? entry.log.path : undefined };
    },
  ],
];

describe.each(ways)('a %s that is composed', (_what, readBack) => {
  test('says to doctor what was meant, whatever stands in the paths', () => {
    fc.assert(
      fc.property(job, (one) => {
        const { entry, log } = readBack(one);
        expect(entry).toMatchObject({
          program: one.words[0],
          args: ['--home', one.home],
          variables: one.variables,
          faults: [],
          isOnce: false,
        });
        expect(log).toBe(one.log);
      }),
    );
  });
});
