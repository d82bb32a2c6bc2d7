import { findUserHome } from '@owner-report/spool';

import { agentDirOf } from '../entry/userPlaces.ts';
import { composeAgents, labelOf } from './agentFiles.ts';
import { dropFiles, putFiles, readPieces } from './pieceFiles.ts';
import type { Change, Scheduler } from './scheduler.ts';
import { requireTool, runTool } from './tool.ts';

const remedy = 'An agent needs a session of this user at the screen. Where there is none, take --cron.';

/** Agents of this user's launchd. */
export const launchd: Scheduler = {
  name: 'launchd',
  program: 'launchctl',
  compose: (home, jobs) => composeAgents(home.dir, jobs, agentDir()),
  read: () => Promise.resolve(readPieces(agentDir(), /^owner-report\..*\.plist$/)),
  assertReady: async () => {
    // Any answer will do.
    await runTool('launchctl', ['list']);
  },
  isOn: async (pieces) => {
    for (const { where } of pieces)
      if ((await runTool('launchctl', ['list', labelOf(where)])).exitCode !== 0) return false;
    return true;
  },
  apply,
};

async function apply(change: Change): Promise<string[]> {
  const session = `gui/${process.getuid?.() ?? 0}`;
  // One that is loaded stays as it was loaded. It may not be.
  for (const { where } of change.gone) await runTool('launchctl', ['bootout', `${session}/${labelOf(where)}`]);
  dropFiles(change);
  putFiles(agentDir(), change);
  for (const { where } of change.put) await requireTool('launchctl', ['bootstrap', session, where], { remedy });
  return [];
}

function agentDir(): string {
  return agentDirOf(findUserHome());
}
