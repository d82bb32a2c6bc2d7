import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { makeJobs, ourTick, statusCommand } from '../homes/jobs.mjs';
import { makeQueue } from '../homes/queue.mjs';
import { nodePath } from '../measure/node.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { reportArguments } from './reportArguments.mjs';

const rounds = { full: { warmUps: 2, pairs: 25 }, short: { warmUps: 1, pairs: 2 } };
const asSmall = { must: { ratio: 1.5 }, aim: { ratio: 1.3 }, rounds, eachNode: true };

export const startUpRows = [
  {
    name: 'producer',
    title: 'producer, durable, against bare node',
    how: 'One report is enqueued and synced; beside it `node -e 0`, which does nothing.',
    ...asSmall,
    prepare: ({ dir }) => besideBareNode(makeQueue(dir, 0), ['producer', ...reportArguments]),
  },
  {
    name: 'consumer',
    title: 'consumer of one report against bare node',
    how: 'One report is printed; beside it `node -e 0`.',
    ...asSmall,
    prepare: ({ dir }) => besideBareNode(dir, ['consumer', idOfOne(dir)]),
  },
  {
    name: 'driver',
    title: 'driver --dry-run against bare node',
    how: 'A dry run of the one pending report; beside it `node -e 0`.',
    ...asSmall,
    must: { ratio: 1.6 },
    aim: { ratio: 1.4 },
    prepare: ({ dir }) => besideBareNode(dir, ['driver', idOfOne(dir), '--dry-run', '--send-cmd', 'true']),
  },
  {
    name: 'watchdog',
    title: 'watchdog, empty queue, against bare node',
    how: 'A pass over an empty queue, as cron runs it each minute; beside it `node -e 0`.',
    ...asSmall,
    prepare: ({ dir }) => besideBareNode(makeQueue(dir, 0), ['watchdog', '--send-cmd', 'true']),
  },
  {
    name: 'tick',
    title: 'tick with one trivial job against bare node',
    how: 'The status command is `echo`, and there is nothing to say; beside it `node -e 0`.',
    ...asSmall,
    must: { ratio: 2.4 },
    aim: { ratio: 2 },
    prepare: ({ dir }) => ({ ours: ourTick(makeJobs(dir, 1, statusCommand()), 1), peer: bareNode(dir) }),
  },
];

// Of the one report that it puts into a queue.
function idOfOne(dir) {
  const [file] = readdirSync(join(makeQueue(dir, 1), 'pending'));
  return file.replace(/\.md$/, '');
}

function besideBareNode(home, command) {
  return { ours: ourSide(home, command), peer: bareNode(home) };
}

function ourSide(home, command) {
  const argv = ourCommand(...command);
  return { node: true, run: (env) => runProcess(argv, { cwd: home, env: { ...env, OWNER_REPORT_HOME: home } }) };
}

/** The side that starts node and does nothing. */
export function bareNode(cwd) {
  return { run: () => runProcess([nodePath(), '-e', '0'], { cwd }) };
}
