import { readFileSync } from 'node:fs';

import { errnoOf, listProcesses, readProcessStat } from '@owner-report/spool';

/** Name of the variable that marks every process of an attempt. */
export const tokenVariable = 'OWNER_REPORT_ATTEMPT_TOKEN';

/**
 * Whether anything of an attempt is still running: a process in the sender's group that carries the attempt's token in
 * its arguments or environment. A pid alone is no identity.
 */
export async function isAttemptRunning(processGroup: number, token: string): Promise<boolean> {
  if (process.platform !== 'linux') return await isRunningByPs(processGroup, token);
  return listProcesses().some((pid) => isMember(pid, processGroup, token));
}

function isMember(pid: number, processGroup: number, token: string): boolean {
  try {
    const stat = readProcessStat(pid);
    if (stat.processGroup !== processGroup || stat.state === 'Z' || stat.state === 'X') return false;
    return ['cmdline', 'environ'].some((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8').includes(token));
  } catch (error) {
    // What the sender runs as another user shows nobody its environment; else it ended while we looked.
    return errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM';
  }
}

async function isRunningByPs(processGroup: number, token: string): Promise<boolean> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { stdout } = await promisify(execFile)('ps', ['-A', '-E', '-o', 'pgid=,state=,args=']).catch(() => ({
    stdout: '',
  }));
  return stdout.split('\n').some((line) => {
    const [group, state] = line.trim().split(/\s+/, 2);
    return Number(group) === processGroup && !state?.startsWith('Z') && line.includes(token);
  });
}
