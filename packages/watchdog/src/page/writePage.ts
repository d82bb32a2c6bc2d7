import { resolve } from 'node:path';

import { type Invocation, resolveSendingOrDefault } from '@owner-report/cli';
import {
  type DeliveryLine,
  exitCodes,
  type Home,
  readDeliveries,
  schemaVersion,
  UsageError,
} from '@owner-report/spool';

import { type HistoryEntry, toEntry } from '../history/toEntry.ts';
import { publishFile } from '../publish/publishFile.ts';
import { readSituation } from '../status/situation.ts';
import { plottedHours } from './plot.ts';
import { renderPage } from './renderPage.ts';

const hourMs = 3_600_000;
const mostSent = 20;

/** Writes the page of a home. */
export async function writePage({ home, talk, path }: Invocation): Promise<number> {
  const file = path('file');
  if (file === undefined || file === '')
    throw new UsageError('--file: expected where to write the page, got nothing', {
      remedy: 'For example: owner-report-watchdog page --file status.html',
    });
  const now = new Date();
  const warn = (warning: string) => talk.warn(warning);
  const situation = await readSituation(home, resolveSendingOrDefault(home, warn), now, warn);
  const events = [...readDeliveries(home, new Date(now.getTime() - plottedHours * hourMs))];
  const target = resolve(file);
  publishFile(target, renderPage({ situation, events, sent: findLastSent(home, events) }), 0o600);
  talk.note(`wrote ${target}`);
  talk.document({ schemaVersion, file: target });
  return exitCodes.done;
}

function findLastSent(home: Home, events: readonly DeliveryLine[]): HistoryEntry[] {
  const sent = events.filter(({ event }) => event === 'sent').slice(-mostSent);
  return sent.reverse().map((line) => toEntry(home, line));
}
