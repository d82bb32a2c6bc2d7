import { describe, expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import { doctor, startCron, writeCrontab } from './doctor.ts';
import { threeLanes, way, waysOf, writeAt, writeConfig } from './routes.ts';

const title = 'do the routes fit?';

async function judge(home: TestHome, config: object, args: string[] = []) {
  await writeConfig(home, config);
  const { points } = await doctor(home, args);
  return points.find((point) => point.title === title);
}

describe('doctor', () => {
  test('has a point for routes where there are some, and none where there are none', async () => {
    const home = await makeHome();
    expect(await judge(home, threeLanes(home))).toMatchObject({
      level: 'ok',
      point: 13,
      found: 'in this order: urgent, ops; the rest goes the default way',
    });
    expect(await judge(home, { sendCommand: 'true' })).toBeUndefined();
  });

  test('warns of a route that an earlier one shadows', async () => {
    const home = await makeHome();
    const [urgent, ops] = threeLanes(home).routes;
    const shadowed = {
      ...urgent,
      name: 'alerts of ops'.replaceAll(' ', '-'),
      match: { status: 'alert', team: 'ops-db' },
    };
    expect(await judge(home, { sendCommand: 'true', routes: [urgent, ops, shadowed] })).toMatchObject({
      level: 'warn',
      found: 'route alerts-of-ops is never taken: route urgent stands before it and takes all that it would',
      fix: 'Put alerts-of-ops before urgent, or take it out.',
    });
  });

  test('warns of a status that there is not, and of a fallback that is never due', async () => {
    const home = await makeHome();
    const fallback = { after: 3, sendCommand: 'true' };
    const route = { name: 'a', match: { status: ['alarm', 'alert'] }, sendCommand: 'true', holdAfter: 2, fallback };
    const point = await judge(home, { sendCommand: 'true', routes: [route] });
    expect(point).toMatchObject({ level: 'warn', found: expect.stringContaining('has the status "alarm"') });
    expect(point?.found).toContain('held after 2 failures, before the fallback is due after 3');
    expect(point?.found).not.toContain('"alert"');
  });

  test('judges the send command of each route, of its fallback, and of the default way', async () => {
    const home = await makeHome();
    const route = { name: 'a', match: { status: 'alert' }, sendCommand: 'no-such-program-a' };
    const point = await judge(home, {
      routes: [{ ...route, fallback: { after: 1, sendCommand: 'no-such-program-b' } }],
    });
    expect(point).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('route a: the send command names no-such-program-a'),
    });
    expect(point?.found).toContain('fallback of route a: the send command names no-such-program-b');
    expect(point?.found).toContain('route default: no send command');
  });

  test('says that a variable of the schedule outranks the routes', async () => {
    const home = await makeHome();
    startCron();
    await writeConfig(home, threeLanes(home));
    await writeCrontab(home, [`* * * * * OWNER_REPORT_TARGET=x owner-report-watchdog --home '${home.dir}'`]);
    const { points } = await doctor(home);
    expect(points.find((point) => point.title === title)).toMatchObject({
      level: 'warn',
      found: expect.stringContaining('--target is given, by flag or variable, and counts for every report'),
    });
  });

  test('tells what the head of each lane waits for', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { urgent: 'exit 1' }));
    const head = await writeAt(home, 1, { status: 'alert' });
    await home.run('watchdog', []);
    await home.produce(['--team', 'ops-a']);
    const { points } = await doctor(home);
    const stuck = points.find((point) => point.title === 'is the backlog stuck?');
    expect(stuck).toMatchObject({ level: 'fail', found: expect.stringContaining(`route urgent: ${head} waits since`) });
    expect(stuck?.found).toContain('route ops: ');
    expect(stuck?.fix).toContain(`owner-report-driver ${head} --home`);
  });

  test('sends a test message by each lane, when it is told to', async () => {
    const home = await makeHome();
    const config = threeLanes(home, { ops: 'exit 1' });
    await writeConfig(home, { ...config, sendCommand: way(home, 'rest') });
    const { points } = await doctor(home, ['--send-test']);
    const point = points.find((one) => one.title === 'does the send command work?');
    expect(point).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('route urgent: the send command succeeded'),
    });
    expect(point?.found).toContain('route ops: failed');
    expect((await waysOf(home)).map((line) => line.split(' ')[0])).toEqual(['urgent', 'ops', 'rest']);
  });
});
