import {
  describeVerdict,
  findScripts,
  judgeOpenclaw,
  probeRuntime,
  type Sending,
  withOpenclawSettings,
} from '@owner-report/cli';
import type { Home } from '@owner-report/spool';

import { fail, type Finding, ok, warn } from '../finding.ts';
import { findTrusted } from './distrust.ts';
import { commandsInUse } from './lanesInUse.ts';

/** Point 7: does a run in `given`, the environment of cron, find node and, where it is the one that sends, OpenClaw? */
export async function checkPrograms(home: Home, sending: Sending | Error, given: NodeJS.ProcessEnv): Promise<Finding> {
  const scripts = findScripts();
  if (scripts === undefined)
    return warn(
      'scripts/ are not installed beside this command',
      'Install the whole package, or set NODE_BIN in the crontab.',
    );
  const environment = withOpenclawSettings(home, given);
  const { environment: trusted, distrust } = findTrusted(environment);
  if (distrust.length > 0)
    return fail(`not run: ${distrust.join('; ')}`, 'Name a program that only this user, or root, can change.');
  const { runtime } = await probeRuntime(scripts, trusted);
  if (runtime?.node?.path == null)
    return fail('cron would find no node', `Set it in the crontab: NODE_BIN=${process.execPath}`);
  const node = `node ${runtime.node.version ?? ''} at ${runtime.node.path}`;
  const verdict = judgeOpenclaw(runtime, environment);
  const fault = describeVerdict(verdict);
  if (fault === undefined) return ok(`${node}; ${'name' in verdict ? verdict.name : ''}`);
  const commands = sending instanceof Error ? [] : commandsInUse(sending);
  const isUsed = commands.some(sendsByOpenclaw);
  if (commands.length > 0 && !isUsed)
    return ok(
      `${node}; the send command needs no OpenClaw${verdict.verdict === 'noOpenclaw' ? ', and none is there' : ''}`,
    );
  return (isUsed ? fail : warn)(`${node}; ${fault.found}`, fault.remedy);
}

function sendsByOpenclaw(command: string): boolean {
  return /owner-report-send openclaw\b(?!-)/.test(command);
}
