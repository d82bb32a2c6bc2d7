import { expect, test } from 'vitest';

import { makeGate, start } from '../fixtures/send/gate.ts';
import { makeHome, until } from '../harness.ts';
import { threeLanes, waysOf, writeAt, writeConfig } from './routes.ts';

test('--follow lets a lane rest that failed, and goes on with the others', async () => {
  const home = await makeHome();
  await writeConfig(home, threeLanes(home, { urgent: 'exit 1' }));
  await writeAt(home, 1, { status: 'alert' });
  await writeAt(home, 2);
  const child = start(home, 'watchdog', ['--follow']);
  await until('the first pass', async () => (await waysOf(home)).includes('rest 02'));
  for (const second of [3, 4, 5]) {
    await writeAt(home, second);
    await until('what arrived meanwhile', async () => (await waysOf(home)).includes(`rest 0${second}`));
  }
  child.kill('SIGTERM');
  const ended = await child;
  expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('route urgent: next try in 5.0 s') });
  expect(await home.names('pending')).toHaveLength(1);
});

test('--follow sends what is urgent before the rest of a backlog that it is at', async () => {
  const home = await makeHome();
  const gate = await makeGate(home);
  await writeConfig(home, { ...threeLanes(home), sendCommand: gate.command });
  for (let second = 10; second < 35; second += 1) await writeAt(home, second);
  const child = start(home, 'watchdog', ['--follow']);
  await gate.reached();
  await writeAt(home, 50, { status: 'alert' });
  while ((await waysOf(home)).length === 0) await gate.open();
  expect((await gate.sends()).length).toBeLessThanOrEqual(11);
  child.kill('SIGKILL');
  await child;
});
