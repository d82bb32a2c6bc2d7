import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ourCommand, runProcess } from '../measure/runProcess.mjs';

const answer = JSON.stringify({ running: true, completed: false, progress: { done: 1, of: 2 } });

/** The status command of a job that answers at once, or after so many seconds. */
export function statusCommand(afterSeconds) {
  return afterSeconds === undefined ? ['echo', answer] : ['sh', '-c', `sleep ${afterSeconds}; echo '${answer}'`];
}

/** A directory with a config file of `count` jobs that run and of which nothing is to be said. */
export function makeJobs(dir, count, status) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const jobs = Array.from({ length: count }, (_, index) => ({
    id: `job-${index}`,
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    cwd: dir,
    commands: { start: ['true'], status },
    // No quiet hours: a tick does the same by night.
    policy: { reportEverySeconds: 0, stallSeconds: 0, quietHours: { start: '00:00', end: '00:00' } },
  }));
  writeFileSync(join(dir, 'jobs.json'), JSON.stringify({ version: 1, jobs }), { mode: 0o600 });
  return dir;
}

/** The side of a row that is a tick of ours over these jobs, which it has seen before. */
export function ourTick(dir, count) {
  const files = ['--config-file', join(dir, 'jobs.json'), '--state-file', join(dir, 'state', 'ours.json')];
  const home = join(dir, 'home');
  const argv = ourCommand('monitor', 'tick', ...files);
  const run = (env) => runProcess(argv, { cwd: dir, env: { ...env, OWNER_REPORT_HOME: home } });
  // Every job is reported at first sight.
  run({});
  rmSync(join(home, 'pending'), { recursive: true });
  mkdirSync(join(home, 'pending'), { mode: 0o700 });
  const after = () => {
    expectJobs(join(dir, 'state', 'ours.json'), count);
    const said = readdirSync(join(home, 'pending'));
    if (said.length > 0) throw new Error(`${home}: expected a tick with nothing to say, found ${said[0]}`);
  };
  return { node: true, run, after };
}

/** @throws when a tick did not remember every job: then its time means nothing. */
export function expectJobs(stateFile, count) {
  const found = Object.keys(JSON.parse(readFileSync(stateFile, 'utf8')).jobs).length;
  if (found !== count) throw new Error(`${stateFile}: expected ${count} jobs, found ${found}`);
}
