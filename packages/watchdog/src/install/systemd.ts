import { basename, join } from 'node:path';

import { findUserHome, removeQuietly } from '@owner-report/spool';

import { unitDirOf } from '../entry/userPlaces.ts';
import type { Piece } from './job.ts';
import { dropFiles, findDropped, putFiles, readPieces } from './pieceFiles.ts';
import type { Change, Scheduler } from './scheduler.ts';
import { requireTool, runTool } from './tool.ts';
import { composeUnits } from './unitFiles.ts';

const remedy =
  'Does systemd run here, and have you logged in as this user (not by su or sudo)? Otherwise: loginctl enable-linger "$(id -un)", or take --cron.';

/** Units of this user's systemd. */
export const systemd: Scheduler = {
  name: 'systemd',
  program: 'systemctl',
  compose: (home, jobs) => composeUnits(home.dir, jobs, unitDir()),
  read: () => Promise.resolve(readPieces(unitDir(), /^owner-report-.*\.(?:service|timer)$/)),
  assertReady: async () => {
    await requireTool('systemctl', ['--user', 'daemon-reload'], { remedy });
  },
  isOn: async (pieces) => {
    for (const name of timersOf(pieces))
      for (const verb of ['is-enabled', 'is-active'])
        if ((await runTool('systemctl', ['--user', verb, name])).exitCode !== 0) return false;
    return true;
  },
  apply,
};

async function apply(change: Change): Promise<string[]> {
  for (const name of timersOf(findDropped(change))) {
    // It may be off already; and what systemd is not there to do is done with the file.
    await runTool('systemctl', ['--user', 'disable', '--now', name]);
    removeQuietly(join(unitDir(), 'timers.target.wants', name));
  }
  dropFiles(change);
  putFiles(unitDir(), change);
  await runTool('systemctl', ['--user', 'daemon-reload']);
  const timers = timersOf(change.put);
  for (const name of timers) await requireTool('systemctl', ['--user', 'enable', '--now', name], { remedy });
  // One that runs already goes on by the times it had.
  for (const name of timers) await requireTool('systemctl', ['--user', 'restart', name], { remedy });
  return [];
}

function timersOf(pieces: readonly Piece[]): string[] {
  return pieces.map(({ where }) => basename(where)).filter((name) => name.endsWith('.timer'));
}

function unitDir(): string {
  return unitDirOf(findUserHome());
}
