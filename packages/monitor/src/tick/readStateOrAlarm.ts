import { hostname } from 'node:os';

import { ConfigError, enqueue, type Home, messageOf, runWithParts } from '@owner-report/spool';

import { composeReports } from '../report/composeReport.ts';
import { toOneLine } from '../report/oneLine.ts';
import type { LoadedState } from '../state/stateFile.ts';
import type { TickOrder } from './tickOrder.ts';

/**
 * Reads the state; one that is refused because others can write it is reported before it is thrown.
 * @throws ConfigError
 */
export async function readStateOrAlarm({ stateFile, home, now, mode, onWarning }: TickOrder): Promise<LoadedState> {
  try {
    return stateFile.read();
  } catch (error) {
    if (error instanceof ConfigError && mode !== 'print-only')
      // What keeps the alarm from being reported is not what has to be mended first.
      await runWithParts(() => reportDistrust(error, home, now)).catch((cause: unknown) =>
        onWarning(`this could not be reported: ${messageOf(cause)}`),
      );
    throw error;
  }
}

// Nothing can be remembered, so the hour in the id limits this to one report an hour.
function reportDistrust(error: ConfigError, home: Home, now: Date): void {
  const hour = `${now.toISOString().slice(0, 13).replace(/-/g, '')}0000000Z`;
  const section = {
    subject: { id: 'state', name: 'Monitor state', kind: 'state file' },
    status: 'alert',
    lines: ['status: refused, no job is looked after', `ACTION REQUIRED: ${toOneLine(messageOf(error))}`],
  } as const;
  const start = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const [report] = composeReports([{ ...section, lines: [...section.lines] }], start);
  const id = `${hour}-${hostname().replace(/[^A-Za-z0-9_]+/g, '-')}-state`;
  if (report !== undefined) enqueue(home, { ...report, report_id: id });
}
