import { readFileSync } from 'node:fs';

import { errnoOf } from '../errors.ts';

// Only where there is no /proc.
async function run(command: string, args: string[]): Promise<{ stdout: string }> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  return promisify(execFile)(command, args);
}

/** Identity of this boot of the machine: another value means that every process of an older record is gone. */
export async function readBootId(): Promise<string> {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // macOS: the time of the boot.
    return await run('sysctl', ['-n', 'kern.boottime']).then(
      ({ stdout }) => stdout.replace(/[^0-9]+/g, '-').slice(0, 40),
      () => 'unknown',
    );
  }
}

/**
 * When a process started, in the kernel's own unit, or undefined when there is none. Together with the pid it is an
 * identity; a pid alone is given away again.
 */
export async function readStartTime(pid: number): Promise<string | undefined> {
  try {
    const { state, startTime } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // What is left of a dead one until somebody looks at its exit code.
    return state === 'Z' || state === 'X' ? undefined : startTime;
  } catch (error) {
    if (process.platform === 'linux' || errnoOf(error) === 'ESRCH') return undefined;
    return await run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim() || undefined,
      () => undefined,
    );
  }
}

/** Whether a process was stopped, by Ctrl-Z, a signal or a debugger, and does nothing until it is let go on. */
export async function isSuspended(pid: number): Promise<boolean> {
  try {
    return /[Tt]/.test(parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).state);
  } catch {
    if (process.platform === 'linux') return false;
    return await run('ps', ['-o', 'state=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim().startsWith('T'),
      () => false,
    );
  }
}

/** The fields we need of `/proc/<pid>/stat`: the command name may hold blanks and brackets, so count from its end. */
export function parseStat(stat: string): { state: string; processGroup: number; startTime: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', processGroup: Number(fields[2]), startTime: fields[19] ?? '' };
}
