import { closeSync, constants, fsyncSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { messageOf, mkdirDurable, openOrCreate, readEnd, schemaVersion, syncDir } from '@owner-report/spool';

import type { State } from './state.ts';

/** What happened to a write: one line of the append-only log. docs/approvals.md has a line for each field. */
export interface AuditEntry {
  event: 'approved' | 'revoked' | 'refused' | 'started' | 'ended' | 'unknown' | 'verified';
  job: string;
  [field: string]: unknown;
}

/** How much of the log's end is looked at for lines that are there already. */
const lookedAtBytes = 256 * 1024;

/**
 * Appends lines to the log of approvals and writes, durably. Each is on record before what it speaks of is saved. One that
 * is there already, since that could not be saved then, is not appended again.
 */
export function appendAudit(path: string, entries: readonly AuditEntry[], now: Date): void {
  if (entries.length === 0) return;
  mkdirDurable(dirname(path));
  const descriptor = openOrCreate(path, constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK);
  try {
    const end = readEnd(descriptor, lookedAtBytes).toString('utf8');
    const known = new Set(end.split('\n').map(keyOfLine));
    known.delete(undefined);
    const fresh = entries.filter((entry) => !known.has(keyOf(entry)));
    const lines = fresh.map((entry) => `${JSON.stringify({ schemaVersion, at: now.toISOString(), ...entry })}\n`);
    if (lines.length === 0) return;
    // The last line of before may be torn.
    writeFileSync(descriptor, `${end === '' || end.endsWith('\n') ? '' : '\n'}${lines.join('')}`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncDir(dirname(path));
}

// What a line tells, undefined where the same may be told again. One approval is used up by one run; one run may be verified
// more than once, by the same job too.
function keyOf({ event, run_id, approval_id, item_id }: Record<string, unknown>): string | undefined {
  const about = run_id ?? approval_id;
  return typeof about === 'string' ? JSON.stringify([event, about, item_id]) : undefined;
}

function keyOfLine(line: string): string | undefined {
  try {
    return keyOf(JSON.parse(line) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/**
 * The same for lines whose loss must stop nothing: while the log cannot be written they wait in the state, which is
 * about to be saved, with their time.
 * @returns why it cannot be written, when that is news.
 */
export function appendOrKeep(path: string, state: State, lines: AuditEntry[], now: Date): string | undefined {
  const waited = state.auditPending.length > 0;
  const all = [...state.auditPending, ...lines.map((line) => ({ at: now.toISOString(), ...line }))] as AuditEntry[];
  try {
    appendAudit(path, all, now);
    state.auditPending = [];
    return undefined;
  } catch (error) {
    state.auditPending = all;
    return waited ? undefined : messageOf(error);
  }
}
