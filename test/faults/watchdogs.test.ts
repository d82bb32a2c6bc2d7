import { test } from 'vitest';

import { countingSend, sendsOf, start } from '../fixtures/send/gate.ts';
import { timeOfSend } from '../fixtures/send/timeOfSend.ts';
import { makeHome } from '../harness.ts';
import { expectRow, isFull } from './campaign.ts';
import { drainByHand, judgeDrained, writeReports } from './judge.ts';

const [watchdogs, reports] = isFull ? [50, 200] : [6, 24];

test('watchdogs that are stopped and killed again and again send every report once, in order', () =>
  expectRow('watchdogs', async (row) => {
    const home = await makeHome();
    const ids = await writeReports(home, reports);
    const usualMs = await timeOfSend();
    let left = watchdogs;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        row.add('rounds');
        const child = start(home, 'watchdog', ['--all', '--send-cmd', countingSend(home)]);
        // At any time of its run: stopped for a while, gone on, killed.
        const trouble = [
          setTimeout(() => row.add('kills', Number(child.kill('SIGSTOP'))), usualMs * (0.5 + Math.random() * 1.5)),
          setTimeout(() => child.kill('SIGCONT'), usualMs * (2 + Math.random())),
          setTimeout(() => row.add('kills', Number(child.kill('SIGKILL'))), usualMs * (3 + Math.random() * 4)),
        ];
        await child;
        trouble.forEach((timer) => clearTimeout(timer));
      }
    };
    await Promise.all(Array.from({ length: 5 }, work));
    await drainByHand(home, countingSend(home), reports);
    await judgeDrained(row, home, ids, 'in the end');
    const sends = (await sendsOf(home)).map((line) => line.split(' ')[0] ?? '');
    // Only watchdogs died, so no outcome was unknown: not even a flagged send is excused.
    row.demand(sends.length === reports, 'duplicates', () => `${sends.length} sends of ${reports} reports`);
    row.demand(sends.join() === [...sends].sort().join(), 'other', () => `order: ${sends.join()}`);
  }));
