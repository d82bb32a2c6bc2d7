import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { makeQueue } from '../homes/queue.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { reportArguments } from './reportArguments.mjs';

const rounds = { full: { warmUps: 2, pairs: 25 }, short: { warmUps: 1, pairs: 2 } };
const withEmptyQueue = { must: { ratio: 2.2 }, aim: { ratio: 1.5 } };

export const startUpRows = [
  {
    name: 'producer',
    title: 'producer, durable, against bare node',
    how: 'One report is enqueued and synced; beside it `node -e 0`, which does nothing.',
    must: { ratio: 2.2 },
    aim: { ratio: 1.4 },
    rounds,
    prepare: ({ dir }) => besideBareNode(makeQueue(dir, 0), ['producer', ...reportArguments]),
  },
  {
    name: 'consumer',
    title: 'consumer, empty queue, against bare node',
    how: '`--all` of an empty queue; beside it `node -e 0`.',
    ...withEmptyQueue,
    rounds,
    prepare: ({ dir }) => besideBareNode(makeQueue(dir, 0), ['consumer', '--all']),
  },
  {
    name: 'driver',
    title: 'driver --dry-run against bare node',
    how: 'A dry run of the one pending report; beside it `node -e 0`.',
    ...withEmptyQueue,
    rounds,
    prepare: ({ dir }) => {
      const [file] = readdirSync(join(makeQueue(dir, 1), 'pending'));
      return besideBareNode(dir, ['driver', file.replace(/\.md$/, ''), '--dry-run', '--send-cmd', 'true']);
    },
  },
  {
    name: 'watchdog',
    title: 'watchdog, empty queue, against bare node',
    how: 'A pass over an empty queue, as cron runs it each minute; beside it `node -e 0`.',
    ...withEmptyQueue,
    rounds,
    prepare: ({ dir }) => besideBareNode(makeQueue(dir, 0), ['watchdog', '--send-cmd', 'true']),
  },
];

function besideBareNode(home, command) {
  return { ours: ourSide(home, command), peer: bareNode(home) };
}

function ourSide(home, command) {
  const argv = ourCommand(...command);
  return { node: true, run: (env) => runProcess(argv, { cwd: home, env: { ...env, OWNER_REPORT_HOME: home } }) };
}

/** The side that starts node and does nothing. */
export function bareNode(cwd) {
  return { run: () => runProcess([process.execPath, '-e', '0'], { cwd }) };
}
