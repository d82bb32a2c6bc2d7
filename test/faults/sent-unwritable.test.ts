import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull } from './campaign.ts';
import { canInject, runWithFault, type Effect } from './injection.ts';
import { judgeDrained, judgeEnd, judgeSent } from './judge.ts';

const passes = isFull ? 60 : 4;
const effects: Effect[] = isFull ? ['EACCES', 'EROFS', 'ENOSPC', 'EIO'] : ['EROFS', 'ENOSPC'];

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a sent that takes no file for 60 passes costs at most one send',
  () =>
    expectRow('sent-unwritable', async (row) => {
      for (const effect of effects) {
        const home = await makeHome();
        await home.write('r1', reportText('r1'));
        await mkdir(home.path('sent'));
        row.add('rounds');
        for (let pass = 1; pass <= passes; pass += 1) {
          const fault = { at: 'each', effect } as const;
          const args = ['--send-cmd', countingSend(home)];
          const hit = await runWithFault(home, fault, 'watchdog', args, { dirs: [home.path('sent')] });
          const where = `${effect}, pass ${pass}`;
          row.add('injections', hit.calls.length);
          judgeEnd(row, hit, where, [74, 75]);
          await judgeSent(row, home, where);
          row.demand((await sendsOf(home)).length <= 1, 'duplicates', () => where);
          row.demand((await home.names('pending')).join() === 'r1.md', 'lost', () => where);
        }
        expect((await home.run('watchdog', ['--send-cmd', countingSend(home)])).exitCode).toBe(0);
        expect(await sendsOf(home)).toEqual(['r1 1 0']);
        await judgeDrained(row, home, ['r1'], effect);
      }
    }),
);

test('a sent that is no directory for 60 passes costs no send', () =>
  expectRow('sent-no-directory', async (row) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await writeFile(home.path('sent'), 'in the way');
    row.add('rounds');
    for (let pass = 1; pass <= passes; pass += 1) {
      const result = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
      judgeEnd(row, result, `pass ${pass}`, [74]);
      row.add('injections');
    }
    expect(await sendsOf(home)).toEqual([]);
    await rename(home.path('sent'), join(home.base, 'was in the way'));
    await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    await judgeDrained(row, home, ['r1'], 'repaired');
  }));
