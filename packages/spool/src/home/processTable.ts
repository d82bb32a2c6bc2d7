import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What `/proc/<pid>/stat` says of a process. */
export interface ProcessStat {
  /** Of its program, cut to 15 bytes. */
  name: string;
  /** A letter: T and t are suspended, Z and X dead. */
  state: string;
  processGroup: number;
  /** In the kernel's own unit. */
  startTime: string;
}

/** Whether processes can be looked at here: on Linux, and where `/proc` is there. */
export function seesProcesses(): boolean {
  return process.platform === 'linux' && existsSync('/proc/self/stat');
}

/**
 * The pids of this machine. On Linux only; elsewhere there are none.
 * @throws a system error where `/proc` is not there
 */
export function listProcesses(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

/** What is told of a process. @throws a system error, when it has ended too */
export function readProcessStat(pid: number | 'self'): ProcessStat {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks and brackets, so count from its end.
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  return {
    name: stat.slice(stat.indexOf('(') + 1, end),
    state: fields[0] ?? '',
    processGroup: Number(fields[2]),
    startTime: fields[19] ?? '',
  };
}

/** The command line of a process, word by word. @throws a system error */
export function readProcessWords(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
}

/**
 * The environment that a process was started with.
 * @throws a system error, for a process of another user too
 */
export function readProcessVariables(pid: number): Record<string, string> {
  const texts = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(
    texts
      .filter((text) => text.includes('='))
      .map((text) => [text.split('=', 1)[0] ?? '', text.slice(text.indexOf('=') + 1)]),
  );
}
