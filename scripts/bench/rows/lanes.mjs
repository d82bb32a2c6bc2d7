import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeQueue } from '../homes/queue.mjs';
import { passAsConfigured } from './pass.mjs';

const teams = ['urgent', 'ops', 'rest'];

export const laneRows = [
  {
    name: 'lanes',
    title: '`--all` of 300 in three lanes against one',
    how: 'The same reports of three teams, with a route for each of two teams, and without routes.',
    must: { ratio: 1.2 },
    aim: { ratio: 1.05 },
    rounds: { full: { warmUps: 1, pairs: 7 }, short: { warmUps: 0, pairs: 2 } },
    prepare({ dir, short }) {
      const count = short ? 6 : 300;
      const routes = teams.slice(0, 2).map((team) => ({ name: team, match: { team } }));
      const drain = (name, config) => {
        const home = makeQueue(join(dir, name), count, teams);
        writeFileSync(join(home, 'config.json'), JSON.stringify({ sendCommand: 'true', ...config }), { mode: 0o600 });
        return passAsConfigured(home, count, ['--all']);
      };
      return { ours: drain('ours', { routes }), peer: drain('peer', {}) };
    },
  },
];
