import { join } from 'node:path';

import { addHistory, expectSent, makeQueue, putBack } from '../homes/queue.mjs';
import { runProcess } from '../measure/runProcess.mjs';
import { root } from '../root.mjs';
import { drainBacklog, ourPass, passOverQueue } from './pass.mjs';

const loop = ['bash', join(root, 'scripts/bench/peers/drain.sh')];

export const drainRows = [
  {
    name: 'drain',
    title: 'drain of 1,000 with `true` against the bash loop',
    how: '`--all` of 1,000 reports; beside it `peers/drain.sh`, which has no guarantee at all.',
    must: { ratio: 1 },
    aim: { ratio: 0.85 },
    rounds: { full: { warmUps: 0, pairs: 7 }, short: { warmUps: 0, pairs: 2 } },
    prepare({ dir, short }) {
      const count = short ? 10 : 1000;
      const home = makeQueue(join(dir, 'ours'), count);
      const peerHome = makeQueue(join(dir, 'peer'), count);
      return {
        ours: ourPass(home, count, ['--all']),
        peer: {
          run: () => runProcess(loop, { cwd: peerHome, env: { CMD: 'true' } }),
          after: () => {
            expectSent(peerHome, count);
            putBack(peerHome);
          },
        },
      };
    },
  },
  {
    name: 'pass-large',
    title: 'watchdog, 5 of 100,000 pending, against 5 of 10',
    how: 'A pass that sends five reports, out of a large queue and out of a small one.',
    must: { ratio: 6, rssMb: 80 },
    aim: { ratio: 3, rssMb: 60 },
    rounds: { full: { warmUps: 1, pairs: 11 }, short: { warmUps: 0, pairs: 2 } },
    curve: { title: 'One pass that sends 5, by queue size', sizes: [10, 100, 1000, 10_000, 100_000] },
    prepare({ dir, short, plotted }) {
      const make = (size) => passOverQueue(join(dir, String(size)), size);
      return short ? { ours: make(200), peer: make(10) } : alongCurve(this.curve, make, plotted);
    },
  },
  {
    name: 'sent-large',
    title: 'watchdog, 5 of 10 pending, 1,000,000 in `sent/`, against none',
    how: 'The same pass, with and without a long history.',
    must: { ratio: 1.2 },
    aim: { ratio: 1.05 },
    rounds: { full: { warmUps: 1, pairs: 11 }, short: { warmUps: 0, pairs: 2 } },
    prepare({ dir, short }) {
      const ours = passOverQueue(join(dir, 'ours'), 10);
      addHistory(join(dir, 'ours'), short ? 100 : 1_000_000);
      return { ours, peer: passOverQueue(join(dir, 'peer'), 10) };
    },
  },
  {
    name: 'backlog',
    title: '`--all` of 10,000, per report, against `--all` of 100',
    how: 'Time per report of a large backlog and of a small one. RSS counts as flat up to 1.25 of that of the small one.',
    must: { ratio: 1.3, rssRatio: 1.25 },
    aim: { ratio: 1, rssRatio: 1.25 },
    rounds: { full: { warmUps: 0, pairs: 3 }, short: { warmUps: 0, pairs: 2 } },
    curve: { title: 'One report of --all, by backlog', sizes: [100, 1000, 10_000] },
    prepare({ dir, short, plotted }) {
      const make = (size) => drainBacklog(join(dir, String(size)), size);
      return short ? { ours: make(20), peer: make(6) } : alongCurve(this.curve, make, plotted);
    },
  },
];

/** The largest size beside the smallest, and for a plot those between. */
function alongCurve({ sizes }, make, plotted) {
  const between = plotted ? sizes.slice(1, -1).map(make) : [];
  return { ours: make(sizes.at(-1)), peer: make(sizes[0]), between };
}
