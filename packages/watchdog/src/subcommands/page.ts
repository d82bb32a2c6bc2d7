import { resolve } from 'node:path';

import { type CommandSpec, type Invocation, resolveSendingOrDefault } from '@owner-report/cli';
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

const hourMs = 3_600_000;
const mostSent = 20;

/** Writes how a home stands as a page for people. Changes nothing in the home. */
export const pageSubcommand: CommandSpec = {
  command: 'page',
  describe: 'Write how the queue and the jobs stand as one static page, for a browser',
  options: {
    file: {
      type: 'string',
      describe:
        'Where to write it, in one step; a new file can be read by this user alone, one that is there keeps its mode',
      placeholder: 'F',
      offer: 'file',
      environment: false,
      required: true,
    },
  },
  run: writePage,
};

async function writePage({ home, talk, path }: Invocation): Promise<number> {
  const file = path('file');
  if (file === undefined || file === '')
    throw new UsageError('--file: expected where to write the page, got nothing', {
      remedy: 'For example: owner-report-watchdog page --file status.html',
    });
  const [{ renderPage }, { plottedHours }, { readSituation }] = await Promise.all([
    import('../page/renderPage.ts'),
    import('../page/plot.ts'),
    import('../status/situation.ts'),
  ]);
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
