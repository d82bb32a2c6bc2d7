import { describeOutranked, homeHint, type Invocation, resolveSendingOrDefault, toCount } from '@owner-report/cli';
import { exitCodes, parseAge, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { describeStatus } from './describeStatus.ts';
import { type Bounds, findComplaints } from './findComplaints.ts';
import { judge } from './judge.ts';
import { readSituation } from './situation.ts';

/** Tells how a home stands, the verdict first, and whether the bounds that were given are kept. */
export async function showStatus(invocation: Invocation): Promise<number> {
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
