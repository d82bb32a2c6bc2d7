import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

import { messageOf, mkdirDurable, schemaVersion, syncDir, touchPrivate } from '@owner-report/spool';

import type { State } from './state.ts';

/** What happened to a write: one line of the append-only log. docs/approvals.md has a line for each field. */
export interface AuditEntry {
  event: 'approved' | 'revoked' | 'refused' | 'started' | 'ended' | 'unknown' | 'verified';
  job: string;
  [field: string]: unknown;
}

/** Appends lines to the log of approvals and writes, durably. Each is on record before what it speaks of is saved. */
export async function appendAudit(path: string, entries: readonly AuditEntry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  mkdirDurable(dirname(path));
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
  touchPrivate(path);
  const handle = await open(path, flags);
  try {
    const lines = entries.map((entry) => `${JSON.stringify({ schemaVersion, at: now.toISOString(), ...entry })}\n`);
    await handle.appendFile(lines.join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
  syncDir(dirname(path));
}

/**
 * The same for lines whose loss must stop nothing: while the log cannot be written they wait in the state, which is
 * about to be saved, with their time.
 * @returns why it cannot be written, when that is news.
 */
export async function appendOrKeep(
  path: string,
  state: State,
  lines: AuditEntry[],
  now: Date,
): Promise<string | undefined> {
  const waited = state.auditPending.length > 0;
  const all = [...state.auditPending, ...lines.map((line) => ({ at: now.toISOString(), ...line }))] as AuditEntry[];
  try {
    await appendAudit(path, all, now);
    state.auditPending = [];
    return undefined;
  } catch (error) {
    state.auditPending = all;
    return waited ? undefined : messageOf(error);
  }
}
