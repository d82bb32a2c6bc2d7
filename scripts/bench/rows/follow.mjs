import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeQueue } from '../homes/queue.mjs';
import { peakMemoryEnvironment, readPeakMemory } from '../measure/peakMemory.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { startProcess } from '../measure/startProcess.mjs';
import { waitFor } from '../measure/waitFor.mjs';
import { SkippedError } from '../skippedError.mjs';
import { reportArguments } from './reportArguments.mjs';

export const followRows = [
  {
    name: 'follow',
    title: '`--follow`: producer exit to send command started',
    how: 'The send command writes down when it began, by `date`. There is no peer; less than 0 is before the exit.',
    must: { ms: 50 },
    aim: { ms: 10 },
    rounds: { full: { warmUps: 2, pairs: 20 }, short: { warmUps: 1, pairs: 2 } },
    prepare: prepareFollow,
  },
  {
    name: 'follow-idle',
    title: '`--follow` with nothing to do: processor time in 35 seconds',
    how: 'From the scheduler, over 35 seconds, so that one poll of 30 seconds falls into each. 35 ms are 0.1 %.',
    must: { ms: 175 },
    aim: { ms: 35 },
    rounds: { full: { warmUps: 1, pairs: 3 }, short: { warmUps: 0, pairs: 2 } },
    prepare: prepareIdle,
  },
];

async function prepareIdle({ dir, short, onCleanUp }) {
  if (process.platform !== 'linux') throw new SkippedError('it reads /proc');
  const { pid, stop } = await startFollowing(makeQueue(join(dir, 'home'), 0), 'true', {});
  onCleanUp(stop);
  // Nanoseconds on a processor, of all threads: docs.kernel.org, scheduler/sched-stats.
  const usedMs = () => {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks
      .map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6)
      .reduce((sum, ms) => sum + ms, 0);
  };
  return {
    ours: {
      async run() {
        const before = usedMs();
        await sleep(short ? 100 : 35_000);
        return usedMs() - before;
      },
    },
  };
}

async function prepareFollow({ dir, onCleanUp }) {
  const home = makeQueue(join(dir, 'home'), 0);
  const begun = join(dir, 'begun');
  const peak = join(dir, 'peak-rss-follow');
  const sendCommand = `date +%s%N > '${begun}.new' && mv '${begun}.new' '${begun}'`;
  const { stop } = await startFollowing(home, sendCommand, peakMemoryEnvironment(peak));
  onCleanUp(stop);
  const producer = ourCommand('producer', ...reportArguments);
  return {
    ours: {
      before: () => rmSync(begun, { force: true }),
      async run() {
        runProcess(producer, { cwd: home, env: { OWNER_REPORT_HOME: home } });
        const exitMs = Date.now();
        await waitFor(() => existsSync(begun), `${begun}, written by the send command`);
        return Number(BigInt(readFileSync(begun, 'utf8').trim()) / 1000n) / 1000 - exitMs;
      },
    },
    async rssMb() {
      await stop();
      return readPeakMemory(peak);
    },
  };
}

/** Starts the watchdog and waits until it follows. */
function startFollowing(home, sendCommand, env) {
  return startProcess(ourCommand('watchdog', '--follow', '--send-cmd', sendCommand), {
    cwd: home,
    env: { ...env, OWNER_REPORT_HOME: home },
    until: /following/,
  });
}
