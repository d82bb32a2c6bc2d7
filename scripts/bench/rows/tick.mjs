import { join } from 'node:path';

import { listChanges, takeInventory } from '../homes/changes.mjs';
import { expectJobs, makeJobs, ourTick, statusCommand } from '../homes/jobs.mjs';
import { runProcess } from '../measure/runProcess.mjs';
import { pythonPeer } from '../peers/python.mjs';
import { bareNode } from './startUp.mjs';

const width = 16;
const slow = { full: { count: 100, seconds: 0.5 }, short: { count: 8, seconds: 0.05 } };

export const tickRows = [
  {
    name: 'tick-slow',
    title: 'tick of 100 jobs × 0.5 s against the ideal',
    how: `Each status command takes half a second. The ideal is computed: as many rounds as ${width} at a time need.`,
    must: { ratio: 1.15 },
    aim: { ratio: 1.05 },
    rounds: { full: { warmUps: 0, pairs: 5 }, short: { warmUps: 0, pairs: 2 } },
    prepare({ dir, short }) {
      const { count, seconds } = short ? slow.short : slow.full;
      const ours = ourTick(makeJobs(dir, count, statusCommand(seconds)), count);
      return { ours: { ...ours, long: true }, peer: { constantMs: Math.ceil(count / width) * seconds * 1000 } };
    },
  },
  {
    name: 'tick-slow-python',
    title: 'tick of 100 jobs × 0.5 s against one after the other',
    how: 'The same jobs; beside it `peers/monitor.py`, which asks one job after the other.',
    must: { ratio: 0.09 },
    aim: { ratio: 0.075 },
    rounds: { full: { warmUps: 0, pairs: 3 }, short: { warmUps: 0, pairs: 2 } },
    prepare({ dir, short }) {
      const { count, seconds } = short ? slow.short : slow.full;
      return besidePython(dir, count, statusCommand(seconds));
    },
  },
  {
    name: 'tick-trivial',
    title: 'tick of 1,000 trivial statuses against one after the other',
    how: 'Each status command is `echo`; beside it `peers/monitor.py`.',
    must: { ratio: 0.8 },
    aim: { ratio: 0.5 },
    rounds: { full: { warmUps: 0, pairs: 7 }, short: { warmUps: 0, pairs: 2 } },
    prepare: ({ dir, short }) => besidePython(dir, short ? 20 : 1000, statusCommand()),
  },
  {
    name: 'tick-silent',
    title: 'tick with nothing to say, 20 jobs',
    how: 'Must write nothing but its state file and its note in the home, last-tick.json: every file around it is compared. The bare node beside it is no target.',
    rule: 'writes only state',
    must: { rssMb: 80 },
    rounds: { full: { warmUps: 1, pairs: 15 }, short: { warmUps: 0, pairs: 2 } },
    prepare({ dir, short }) {
      const ours = ourTick(makeJobs(dir, short ? 3 : 20, statusCommand()), short ? 3 : 20);
      const inventory = takeInventory(dir);
      return { ours, peer: bareNode(dir), findings: () => findWrites(dir, inventory) };
    },
  },
];

function besidePython(dir, count, status) {
  makeJobs(dir, count, status);
  const stateFile = join(dir, 'state', 'peer.json');
  const peer = pythonPeer('monitor.py', join(dir, 'jobs.json'), stateFile);
  return {
    ours: { ...ourTick(dir, count), long: true },
    peer: { run: () => runProcess(peer, { cwd: dir }), after: () => expectJobs(stateFile, count) },
  };
}

function findWrites(dir, inventory) {
  const allowed = new Set(['state/ours.json', 'home/last-tick.json', 'peak-rss'].map((path) => join(dir, path)));
  const written = listChanges(inventory, takeInventory(dir)).filter((path) => !allowed.has(path));
  return written.map((path) => `${path.slice(dir.length + 1)} was written`);
}
