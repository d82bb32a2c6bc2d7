import { expect } from 'vitest';

import { readCurrent } from '../driver/records.ts';
import { canInject, startWithFault } from '../faults/injection.ts';
import { makeGate } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { hindrance } from './checkModel.ts';
import { readHomeCall } from './homeCalls.ts';
import { compare, type Doings, readDoings, simulate } from './inStep.ts';

const obstacle = hindrance ?? (canInject ? undefined : 'it needs Linux, a C compiler as `cc` and its headers');

testIf(obstacle === undefined, obstacle ?? '')(
  'the calls of a healthy delivery are the steps of the model, one by one',
  async () => {
    const [model, code] = await Promise.all([simulate('-DK=0 -DP=1 -DR=1'), deliver(['r1'])]);
    expect(model.get('Pass')?.length).toBeGreaterThan(30);
    expect(compare(model, code) ?? '').toBe('');
  },
);

testIf(obstacle === undefined, obstacle ?? '')(
  'so are those of two, the second of which is made ready during the send of the first, and gets a new deadline',
  async () => {
    const [model, code] = await Promise.all([simulate('-DK=0 -DP=1 -DR=2 -DPOWER'), deliver(['r1', 'r2'])]);
    expect(model.get('sender of r2')).toBeDefined();
    expect(compare(model, code) ?? '').toBe('');
  },
);

/**
 * One pass over reports, in which each send waits until the report behind it has been ready for more than a second.
 * Then that one gets a new deadline; in the model it does where there are power cuts.
 */
async function deliver(ids: readonly string[]): Promise<Doings> {
  const home = await makeHome();
  for (const id of ids) await home.write(id, reportText(id));
  const gate = await makeGate(home);
  const args = ['--all', '--send-cmd', gate.command];
  const pass = startWithFault(home, { at: 0, effect: 'WAIT' }, 'watchdog', args, { countsLooks: true });
  for (const next of [...ids.slice(1), undefined]) {
    if (next !== undefined) {
      await until(`${next} to be ready`, () => readCurrent(home, next));
      const readyAtMs = performance.now();
      await until('its deadline to be old', () => performance.now() - readyAtMs > 1000);
    }
    await gate.open();
  }
  expect(await pass.child).toMatchObject({ exitCode: 0 });
  return readDoings(pass.calls().map((line) => readHomeCall(home.dir, line)));
}
