import { statSync } from 'node:fs';
import { basename } from 'node:path';

import { type Home, lstatIfThere, reportPath } from '@owner-report/spool';

import { attemptFiles, recordPath } from './attemptFiles.ts';
import { type AttemptRecord, newAttemptRecord } from './attemptRecord.ts';
import { type Facts, readClaim, readFacts } from './claim.ts';
import { digestAt } from './reportBytes.ts';

const claimName = /^(?<id>.+)\.(?<attempt>\d+)\.(?<token>[0-9a-z]{24})\.run$/;

/**
 * Records made anew from claims whose record somebody has removed, while their report still waits. What may have gone
 * out stays known by that. One record for each report.
 * @param paths of attempt files
 * @throws a system error
 */
export function listOrphans(home: Home, paths: readonly string[]): AttemptRecord[] {
  const found = new Set<string>();
  return paths.flatMap((path) => {
    const { id = '', attempt = '', token = '' } = claimName.exec(basename(path))?.groups ?? {};
    if (id === '' || found.has(id) || lstatIfThere(recordPath(home, id)) !== undefined || !isWaiting(home, id))
      return [];
    const { state } = readClaim(path);
    // Read on only where it is a claim: what is no file cannot be, and a pass must not end over it.
    const facts = state === 'open' || state === 'exited' ? readFacts(path) : undefined;
    if (facts === undefined) return [];
    found.add(id);
    return [toRecord(home, id, { attempt: Number(attempt), token }, facts)];
  });
}

function isWaiting(home: Home, id: string): boolean {
  const isThere = (place: 'pending' | 'sent') => lstatIfThere(reportPath(home, place, id)) !== undefined;
  return isThere('pending') && !isThere('sent');
}

function toRecord(
  home: Home,
  id: string,
  { attempt, token }: { attempt: number; token: string },
  facts: Facts,
): AttemptRecord {
  const { run, snapshot } = attemptFiles(home, id, { attempt, token });
  const digest = digestAt(snapshot) ?? digestAt(reportPath(home, 'pending', id)) ?? '';
  const startedAt = new Date(statSync(run).birthtimeMs).toISOString();
  // Of the attempts before this one nothing is known any more.
  const record = { ...newAttemptRecord(id), attempts: attempt, maybeDuplicate: attempt > 1 };
  return { ...record, current: { attempt, token, digest, startedAt, ...facts } };
}
