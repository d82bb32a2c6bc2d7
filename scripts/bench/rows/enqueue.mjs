import { makeQueue } from '../homes/queue.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { pythonPeer } from '../peers/python.mjs';
import { prepareNullmailer } from './nullmailer.mjs';
import { reportArguments } from './reportArguments.mjs';

export const enqueueRows = [
  {
    name: 'producer-python',
    title: 'producer against a Python script',
    how: 'One report is enqueued and synced; beside it `peers/enqueue.py`: argparse, yaml, and as many syncs.',
    must: { ratio: 1.4 },
    aim: { ratio: 0.9 },
    rounds: { full: { warmUps: 2, pairs: 25 }, short: { warmUps: 1, pairs: 2 } },
    prepare({ dir }) {
      const home = makeQueue(dir, 0);
      const ours = ourCommand('producer', ...reportArguments);
      const peer = pythonPeer('enqueue.py', '--home', home, ...reportArguments);
      return {
        ours: { node: true, run: (env) => runProcess(ours, { cwd: home, env: { ...env, OWNER_REPORT_HOME: home } }) },
        peer: { run: () => runProcess(peer, { cwd: home }) },
      };
    },
  },
  {
    name: 'producer-nullmailer',
    title: 'producer against nullmailer-inject',
    how: 'Ten reports, one process each; beside it as many mails into a spool of their own, from which nothing is sent.',
    rounds: { full: { warmUps: 1, pairs: 9 }, short: { warmUps: 1, pairs: 2 } },
    prepare: prepareNullmailer,
  },
];
