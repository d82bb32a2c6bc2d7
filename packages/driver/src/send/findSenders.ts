import { readlinkSync } from 'node:fs';

import { type Home, listProcesses, readProcessStat, readProcessVariables } from '@owner-report/spool';

import { tokenVariable } from './isAttemptRunning.ts';

/** A send command at work. */
export interface FoundSender {
  processGroup: number;
  /** Of its attempt. */
  token: string;
  attempt: number;
  /** Id of its report. */
  id: string;
  /** What it was given, milliseconds; undefined where that cannot be told. */
  timeoutMs: number | undefined;
}

/**
 * The send commands of a home that are at work, or about to be begun, as far as this user sees them, whatever became of their
 * files. A sender that still waits to be let go is none. One for each token: a send command is many processes. On Linux
 * only; elsewhere there are none.
 */
export function findSenders(home: Home): FoundSender[] {
  const found = listProcesses().flatMap((pid) => readSender(home, pid) ?? []);
  return found.filter(({ token }, index) => found.findIndex((other) => other.token === token) === index);
}

function readSender(home: Home, pid: number): FoundSender | undefined {
  try {
    const { processGroup, state } = readProcessStat(pid);
    // The leader of the group is the shell that waits. Once it holds its claim it may have looked at the fence already.
    if (state === 'Z' || state === 'X' || (processGroup === pid && !holdsClaim(pid))) return undefined;
    const variables = readProcessVariables(pid);
    const { [tokenVariable]: token = '', OWNER_REPORT_ID: id = '', OWNER_REPORT_ATTEMPT: attempt = '' } = variables;
    if (token === '' || id === '' || variables['OWNER_REPORT_HOME'] !== home.dir) return undefined;
    return { processGroup, token, id, attempt: Number(attempt), timeoutMs: toTimeoutMs(variables) };
  } catch {
    // It ended while we looked, or it belongs to somebody else.
    return undefined;
  }
}

// The command may have changed it for what it runs itself.
function toTimeoutMs({ OWNER_REPORT_TIMEOUT: seconds = '' }: NodeJS.ProcessEnv): number | undefined {
  const ms = /^\d{1,5}(?:\.\d+)?$/.test(seconds) ? Number(seconds) * 1000 : 0;
  return ms > 0 ? ms : undefined;
}

// Descriptor 4 of the sending shell, also when its name was removed.
function holdsClaim(pid: number): boolean {
  return /\.run(?: \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/fd/4`));
}
