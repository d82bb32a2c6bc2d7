import {
  type CommandSpec,
  describeOutranked,
  homeHint,
  type Invocation,
  resolveSendingOrDefault,
  sendOptions,
} from '@owner-report/cli';
import { exitCodes, parseAge, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeStatus } from '../status/describeStatus.ts';
import type { HeadStatus, QueueStatus } from '../status/queueStatus.ts';
import { readStatus } from '../status/readStatus.ts';

/** Says how the queue stands. Changes nothing. */
export const statusSubcommand: CommandSpec = {
  command: 'status',
  describe: 'How long the queue is, what its head waits for, what was sent last',
  options: {
    ...sendOptions,
    'max-age': {
      type: 'string',
      describe: 'Exit 75 when the oldest report is older than this, such as 15m, or when that cannot be told',
      placeholder: 'DURATION',
    },
  },
  run: showStatus,
};

async function showStatus({ home, talk, text, given }: Invocation): Promise<number> {
  const maxAge = text('max-age');
  const maxAgeMs = maxAge === undefined ? Infinity : parseAge(maxAge, '--max-age');
  const warn = (warning: string) => talk.warn(warning);
  const sending = resolveSendingOrDefault(home, warn, given);
  const outranked = describeOutranked(sending);
  if (outranked !== undefined) warn(outranked);
  const status = await readStatus(home, sending, new Date(), warn);
  const { heads, dueSeconds } = findHeads(status);
  const tooOld = dueSeconds.some((seconds) => seconds * 1000 > maxAgeMs);
  const isFromFuture = heads.some((head) => head.is_from_future);
  const untold = maxAge === undefined ? undefined : findUntold(status.exists, isFromFuture);
  talk.document({ schemaVersion, home: home.dir, ...status, too_old: tooOld });
  for (const line of describeStatus(home, status)) talk.result(toPrintableLine(line));
  const why = tooOld ? `the head${status.lanes === undefined ? '' : ' of a lane'} is older than ${maxAge}` : untold;
  if (why !== undefined) talk.warn(`${why}: see ${homeHint(home, 'owner-report-watchdog doctor')}`);
  return why === undefined ? exitCodes.done : exitCodes.retry;
}

function findHeads({ head, lanes = [] }: QueueStatus): { heads: HeadStatus[]; dueSeconds: number[] } {
  if (lanes.length === 0)
    return { heads: head === null ? [] : [head], dueSeconds: head === null ? [] : [head.age_seconds] };
  return {
    heads: lanes.flatMap(({ head: own, held_back: heldBack }) => [own ?? [], heldBack ?? []].flat()),
    dueSeconds: lanes.flatMap(({ due_seconds: due }) => due ?? []),
  };
}

// A monitor must not be told that all is well where nobody can know.
function findUntold(exists: boolean, isFromFuture: boolean): string | undefined {
  if (!exists) return 'there is no such home, so that no age can be told';
  return isFromFuture ? 'the head is from the future, so that its age cannot be told' : undefined;
}
