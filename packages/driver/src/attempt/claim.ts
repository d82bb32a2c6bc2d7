import { errnoOf, IoError, readPlainFile } from '@owner-report/spool';

import type { CommandExit } from './judgeExit.ts';

/**
 * What the sending shell left behind.
 * - `absent`: no claim; it never got so far, or somebody has removed it.
 * - `none`: it got as far as its claim, and not to the send command.
 * - `open`: it claimed the attempt; nothing tells how the send command ended.
 * - `exited`: the receipt.
 * - `unreadable`: something else stands in its place, or in it.
 */
export type Claim =
  | { state: 'absent' }
  | { state: 'none' }
  | { state: 'open'; pid: number; token: string }
  | ({ state: 'exited'; pid: number; token: string } & CommandExit)
  | { state: 'unreadable'; reason: string };

/**
 * Reads claim and receipt of one attempt. Lines without their line end were never finished and do not count.
 * @throws a system error
 */
export function readClaim(path: string): Claim {
  let text: string;
  try {
    text = readPlainFile(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { state: 'absent' };
    if (error instanceof IoError) return { state: 'unreadable', reason: error.message };
    throw error;
  }
  const lines = text.split('\n').slice(0, -1);
  // Torn: the shell died before the command ran.
  const isTorn = lines.length === 0 && 'claim '.startsWith(text.slice(0, 'claim '.length));
  if (isTorn || lines[1] === 'refused') return { state: 'none' };
  const claim = /^claim token=(?<token>\S+) .*\bpid=(?<pid>\d{1,9})$/.exec(lines[0] ?? '')?.groups;
  if (claim === undefined) return { state: 'unreadable', reason: `${path}: expected a claim, found something else` };
  const sender = { pid: Number(claim.pid), token: String(claim.token) };
  const exit = /^exit (\d+)( result)?$/.exec(lines[1] ?? '');
  if (exit === null) return { state: 'open', ...sender };
  return { state: 'exited', ...sender, exitCode: Number(exit[1]), hasResult: exit[2] !== undefined };
}

/** What a claim says of its attempt, for who has lost the record of it. */
export interface Facts {
  deadline: string;
  bootId: string;
  pidNamespace?: string | undefined;
}

/** The words for the claim of an attempt: no blanks in them. */
export function writeFacts(attempt: number, { deadline, bootId, pidNamespace }: Facts): string {
  return `attempt=${attempt} deadline=${deadline} boot=${bootId} ns=${pidNamespace ?? ''}`;
}

/** Those of a claim; undefined where it does not say them. @throws a system error */
export function readFacts(path: string): Facts | undefined {
  const found = / deadline=(\S+) boot=(\S+) ns=(\S*) pid=\d+$/m.exec(readPlainFile(path));
  if (found === null || Number.isNaN(Date.parse(found[1] ?? ''))) return undefined;
  const [, deadline = '', bootId = '', pidNamespace = ''] = found;
  return { deadline, bootId, pidNamespace };
}
