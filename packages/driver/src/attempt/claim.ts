import { readFileSync } from 'node:fs';

import { errnoOf } from '@owner-report/spool';

/**
 * What the sending shell left behind.
 * - `none`: it never got as far as the send command.
 * - `open`: it claimed the attempt; nothing tells how the send command ended.
 * - `exited`: the receipt.
 */
export type Claim =
  | { state: 'none' }
  | { state: 'open'; pid: number; token: string }
  | { state: 'exited'; pid: number; token: string; exitCode: number };

/** Reads claim and receipt of one attempt. Lines without their line end were never finished and do not count. */
export function readClaim(path: string): Claim {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { state: 'none' };
    throw error;
  }
  const lines = text.split('\n').slice(0, -1);
  const claim = /^claim token=(?<token>\S+) .*\bpid=(?<pid>\d{1,9})$/.exec(lines[0] ?? '')?.groups;
  if (claim === undefined || lines[1] === 'refused') return { state: 'none' };
  const sender = { pid: Number(claim.pid), token: String(claim.token) };
  const exit = /^exit (\d+)$/.exec(lines[1] ?? '');
  return exit === null ? { state: 'open', ...sender } : { state: 'exited', ...sender, exitCode: Number(exit[1]) };
}
