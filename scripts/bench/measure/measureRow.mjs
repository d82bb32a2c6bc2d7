import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

import { peakMemoryEnvironment, readPeakMemory } from './peakMemory.mjs';
import { quantile, summarize } from './statistics.mjs';

// A row that takes longer than this ends with the round at work: some have runs of minutes on a slow disk.
const budgetMs = 120_000;

/**
 * Measures the sides of a row in turn, A B A B …, so that what else the machine does falls on all of them. `between`
 * are further sides, for a plot; they do not count for the ratio.
 *
 * A side is `{ run, before?, after?, per?, node?, long?, constantMs? }`: `before` and `after` are not timed; `run` may
 * return its own figure in ms; `per` divides the time (reports in a drain); `node` marks a command of ours, whose peak
 * RSS is taken, in runs of their own unless it is `long`; `constantMs` stands for a side that is computed.
 */
export async function measureRow({ ours, peer, between = [] }, { warmUps, pairs, dir, progress }) {
  const startedMs = performance.now();
  const sides = [ours, peer, ...between].filter((side) => side !== undefined);
  const samples = new Map(sides.map((side) => [side, { ms: [], rssMb: [] }]));
  for (const side of [ours, peer])
    if (side?.node && !side.long) await measureMemory(side, samples.get(side), { dir, progress });
  for (let round = 1 - warmUps; round <= pairs; round += 1) {
    progress(round < 1 ? 'warm-up' : `round ${round} of ${pairs}`);
    for (const side of sides) {
      const ms = side.long ? await measureLong(side, samples.get(side), dir) : await measureOnce(side);
      if (round >= 1) samples.get(side).ms.push(ms);
    }
    if (round >= 1 && performance.now() - startedMs > budgetMs) break;
  }
  return summarizeRow(
    sides.map((side) => samples.get(side)),
    peer !== undefined,
  );
}

function summarizeRow([ours, ...others], hasPeer) {
  const peer = hasPeer ? others.shift() : undefined;
  return {
    ...compare(ours.ms, peer?.ms),
    rssMb: highest(ours.rssMb),
    peerRssMb: highest(peer?.rssMb ?? []),
    pairs: ours.ms.length,
    between: others.map(({ ms }) => summarize(ms)),
    samples: { ours: ours.ms, peer: peer?.ms },
  };
}

/** One run of a side, in ms per unit. */
async function measureOnce(side, env = {}) {
  if (side.constantMs !== undefined) return side.constantMs;
  // Lets signals in: a run blocks this process until it ends.
  await turn();
  side.before?.();
  const startedMs = performance.now();
  const running = side.run(env);
  const endedMs = performance.now();
  const ms = (await running) ?? endedMs - startedMs;
  side.after?.();
  return ms / (side.per ?? 1);
}

/** Two runs that are not timed: what takes the peak RSS costs a few ms. */
async function measureMemory(side, { rssMb }, { dir, progress }) {
  const file = join(dir, 'peak-rss');
  for (let run = 0; run < 2; run += 1) {
    progress('memory');
    await measureOnce(side, peakMemoryEnvironment(file));
    rssMb.push(readPeakMemory(file));
  }
}

/** A timed run that leaves its peak RSS too: where a run takes long, those few ms are less than another run. */
async function measureLong(side, { rssMb }, dir) {
  const file = join(dir, 'peak-rss');
  const ms = await measureOnce(side, peakMemoryEnvironment(file));
  rssMb.push(readPeakMemory(file));
  return ms;
}

function highest(numbers) {
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function compare(ourMs, peerMs) {
  const ours = summarize(ourMs);
  if (peerMs === undefined) return { ours, spread: { low: ours.low, high: ours.high } };
  const peer = summarize(peerMs);
  const ratios = ourMs.map((ms, index) => ms / peerMs[index]);
  return {
    ours,
    peer,
    ratio: ours.median / peer.median,
    spread: { low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) },
  };
}
