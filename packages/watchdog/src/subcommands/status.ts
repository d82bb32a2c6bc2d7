import {
  type CommandSpec,
  describeOutranked,
  homeHint,
  type Invocation,
  resolveSendingOrDefault,
  sendOptions,
  toCount,
} from '@owner-report/cli';
import { exitCodes, parseAge, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeStatus } from '../status/describeStatus.ts';
import { type Bounds, findComplaints } from '../status/findComplaints.ts';
import { judge } from '../status/judge.ts';
import { readSituation } from '../status/situation.ts';

/** Says how the queue stands. Changes nothing. */
export const statusSubcommand: CommandSpec = {
  command: 'status',
  describe: 'What is wrong, if anything, and what to type; how long the queue is, what its head waits for',
  options: {
    ...sendOptions,
    'max-age': {
      type: 'string',
      describe: 'Exit 75 when the oldest report is older than this, such as 15m, or when that cannot be told',
      placeholder: 'DURATION',
    },
    'max-held': {
      type: 'string',
      describe: 'Exit 75 when more than so many reports are held',
      placeholder: 'N',
    },
    'max-silence': {
      type: 'string',
      describe: 'Exit 75 when no pass has ended for so long, such as 10m',
      placeholder: 'DURATION',
    },
  },
  run: showStatus,
};

async function showStatus(invocation: Invocation): Promise<number> {
  const { home, talk, given } = invocation;
  const bounds = readBounds(invocation);
  const warn = (warning: string) => talk.warn(warning);
  const sending = resolveSendingOrDefault(home, warn, given);
  const outranked = describeOutranked(sending);
  if (outranked !== undefined) warn(outranked);
  const situation = await readSituation(home, sending, new Date(), warn);
  const { status, pass = null, tick = null } = situation;
  const verdict = judge(situation);
  const complaints = findComplaints(situation, bounds);
  talk.document({
    schemaVersion,
    home: home.dir,
    verdict: { level: verdict.level, text: verdict.text, type: verdict.type ?? null },
    ...status,
    last_pass: pass,
    last_tick: tick,
    too_old: complaints.some(({ bound }) => bound === 'max-age'),
    complaints: complaints.map(({ text }) => text),
  });
  talk.result(toPrintableLine(`${verdict.level}: ${verdict.text}`), verdict.level);
  if (verdict.type !== undefined) talk.result(toPrintableLine(`  to type: ${verdict.type}`));
  for (const line of describeStatus(situation)) talk.result(toPrintableLine(line));
  for (const { text } of complaints) talk.warn(`${text}: see ${homeHint(home, 'owner-report-watchdog doctor')}`);
  return complaints.length === 0 ? exitCodes.done : exitCodes.retry;
}

function readBounds({ text }: Invocation): Bounds {
  const [maxAge, maxSilence] = [text('max-age'), text('max-silence')];
  return {
    ...(maxAge === undefined ? {} : { maxAge: { given: maxAge, ms: parseAge(maxAge, '--max-age') } }),
    ...(maxSilence === undefined
      ? {}
      : { maxSilence: { given: maxSilence, ms: parseAge(maxSilence, '--max-silence') } }),
    maxHeld: toCount(text('max-held'), '--max-held', 0),
  };
}
