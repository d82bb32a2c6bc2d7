import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, onTestFinished } from 'vitest';

import { countingSend } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row, skipRow } from './campaign.ts';
import { atCalls, canInject, type Fault, type Faulted, findHit, startWithFault } from './injection.ts';
import { judgeEnd } from './judge.ts';

const commands = {
  watchdog: (home: TestHome) => ['--send-cmd', countingSend(home)],
  // The report lies in sent/ already.
  discard: (home: TestHome) => ['--send-cmd', countingSend(home)],
  hold: () => ['hold', 'r1', '--reason', 'x'],
};

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'an edit that takes the place of a report at any call is kept',
  () =>
    expectRow('edited', async (row) => {
      for (const [index, name] of (Object.keys(commands) as (keyof typeof commands)[]).entries()) {
        const sample = isFull ? {} : { every: 6, offset: 1 + index };
        const fired = await atCalls('STOP', sample, (fault) => editAt(row, name, fault));
        row.add('injections', fired);
        expect(fired).toBeGreaterThan(isFull ? 12 : 2);
      }
    }),
);

if (!canInject) skipRow('edited', 'no fault injection');

// A command is suspended at a call, an editor puts a new file in the place of the report, and it goes on.
async function editAt(row: Row, name: keyof typeof commands, fault: Fault): Promise<Faulted> {
  const home = await makeHome();
  const edit = reportText('r1', {}, 'the edit\n');
  await home.write('r1', reportText('r1'));
  if (name === 'discard') await home.write('r1', reportText('r1'), 'sent');
  const { child, calls } = startWithFault(home, fault, 'watchdog', commands[name](home));
  onTestFinished(() => void child.kill('SIGKILL'));
  let isOver = false;
  void child.then(() => (isOver = true));
  const hit = await until('the stop or the end', async () => {
    const line = findHit(calls());
    return isOver ? 'none' : line !== undefined && (await stateOf(line)) === 'T' && line;
  });
  const wasThere = (await home.names('pending')).includes('r1.md');
  if (hit !== 'none') {
    await writeFile(join(home.base, 'edit'), edit);
    await rename(join(home.base, 'edit'), home.path('pending', 'r1.md'));
    process.kill(Number(hit.split(' ')[1]), 'SIGCONT');
  }
  const { exitCode, stdout, stderr } = await child;
  const where = `${name}, edited at ${hit}`;
  row.add('rounds');
  judgeEnd(row, { exitCode, stderr }, where, [0, 65, 75]);
  // What a crash would have left aside is dealt with, too.
  if (hit !== 'none') judgeEnd(row, await home.run('watchdog', ['hold', 'r1', '--reason', 'x']), where, [0, 65, 66]);
  const texts = await Promise.all(
    ['pending', 'held', 'sent'].map(async (place) =>
      Promise.all((await home.names(place)).map((one) => readFile(home.path(place, one), 'utf8'))),
    ),
  );
  row.demand(
    hit === 'none' || texts.flat().includes(edit),
    'lost',
    () => `${where}; the report was there: ${wasThere}`,
  );
  return { exitCode, stdout: String(stdout), stderr: String(stderr), calls: calls(), hit: findHit(calls()) };
}

async function stateOf(hit: string): Promise<string | undefined> {
  const stat = await readFile(`/proc/${hit.split(' ')[1]}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}
