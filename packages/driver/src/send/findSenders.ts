import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { parseStat } from '@owner-report/spool';

const run = promisify(execFile);

/** Name of the variable that marks every process of an attempt. */
export const tokenVariable = 'OWNER_REPORT_ATTEMPT_TOKEN';

/**
 * Whether anything of an attempt is still running: a process in the sender's group that carries the attempt's token in
 * its arguments or environment. A pid alone is no identity.
 */
export async function isAttemptRunning(processGroup: number, token: string): Promise<boolean> {
  if (process.platform !== 'linux') return isRunningByPs(processGroup, token);
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await isMember(name, processGroup, token))) return true;
  }
  return false;
}

async function isMember(pid: string, processGroup: number, token: string): Promise<boolean> {
  try {
    const stat = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    if (stat.processGroup !== processGroup || stat.state === 'Z' || stat.state === 'X') return false;
    const [args, environment] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/environ`, 'utf8'),
    ]);
    return args.includes(token) || environment.includes(token);
  } catch {
    // It ended while we looked, or it belongs to somebody else.
    return false;
  }
}

async function isRunningByPs(processGroup: number, token: string): Promise<boolean> {
  const { stdout } = await run('ps', ['-A', '-E', '-o', 'pgid=,state=,args=']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').some((line) => {
    const [group, state] = line.trim().split(/\s+/, 2);
    return Number(group) === processGroup && !state?.startsWith('Z') && line.includes(token);
  });
}
