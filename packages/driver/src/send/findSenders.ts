import { readdirSync, readFileSync } from 'node:fs';

import { type Home, parseStat } from '@owner-report/spool';

import { tokenVariable } from './isAttemptRunning.ts';

/** A send command at work. */
export interface FoundSender {
  processGroup: number;
  /** Of its attempt. */
  token: string;
  attempt: number;
  /** Id of its report. */
  id: string;
}

/**
 * The send commands of a home that are at work, as far as this user sees them, whatever became of their files. A sender
 * that still waits to be let go is none. On Linux only; elsewhere there are none.
 */
export function findSenders(home: Home): FoundSender[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readSender(home, Number(name)) ?? []) : []));
}

function readSender(home: Home, pid: number): FoundSender | undefined {
  try {
    const { processGroup, state } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // The leader of the group is the shell that waits, then for its command.
    if (processGroup === pid || state === 'Z' || state === 'X') return undefined;
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const read = (variable: string) =>
      environment.find((one) => one.startsWith(`${variable}=`))?.slice(variable.length + 1) ?? '';
    const [token, id] = [read(tokenVariable), read('OWNER_REPORT_ID')];
    if (token === '' || id === '' || read('OWNER_REPORT_HOME') !== home.dir) return undefined;
    return { processGroup, token, id, attempt: Number(read('OWNER_REPORT_ATTEMPT')) };
  } catch {
    // It ended while we looked, or it belongs to somebody else.
    return undefined;
  }
}
