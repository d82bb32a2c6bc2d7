import {
  findSending,
  homeHint,
  type Invocation,
  isTerminal,
  type Sending,
  toWord,
  withHoldHint,
} from '@owner-report/cli';
import { findReport, type Home, NotFoundError, type Place, places, readReport, UsageError } from '@owner-report/spool';

import { consumeAll } from './consumeAll.ts';
import { type NormalizedReport, normalizeReport } from './normalizeReport.ts';
import { writeDocument } from './writeDocument.ts';

/** Times that a report which moves on is looked for again. */
const maxLooks = 5;

/** `owner-report-consumer`: prints one report, or all of one place. */
export function consume({ home, talk, text, flag }: Invocation): number | Promise<number> {
  const wanted = text('report');
  const state = text('state');
  const place = state === undefined ? undefined : toWord(state, '--state', places);
  if (flag('all') && wanted !== undefined) {
    throw new UsageError(`expected a report or --all, got both --all and ${JSON.stringify(wanted)}`, {
      remedy: 'Leave one of them out.',
    });
  }
  const sending = findSending(home, (fault) => talk.warn(fault));
  if (flag('all')) return consumeAll(home, place ?? 'pending', { talk, now: new Date(), sending });
  if (wanted === undefined) {
    throw new UsageError('expected a report id, a path or --all, got nothing', {
      remedy: `For example: ${homeHint(home, 'owner-report-consumer --all')}`,
    });
  }
  const report = lookUp(home, wanted, { among: place === undefined ? places : [place], sending });
  for (const warning of report.warnings) talk.warn(`${report.path}: ${warning}`);
  writeDocument(report, isTerminal(1) ? 2 : 0);
  return 0;
}

interface LookUp {
  among: readonly Place[];
  sending: Sending | undefined;
}

// A pass may move the report between the two looks.
function lookUp(home: Home, wanted: string, how: LookUp, looks = maxLooks): NormalizedReport {
  const found = findReport(home, wanted, how.among);
  try {
    return normalizeReport(readReport(found.path), found.place, new Date(), how.sending);
  } catch (error) {
    if (error instanceof NotFoundError && looks > 1) return lookUp(home, wanted, how, looks - 1);
    throw found.place === 'pending' ? withHoldHint(home, found.id, error) : error;
  }
}
