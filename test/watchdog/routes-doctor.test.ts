import { mkdir } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import { doctor, startCron, wrapper, writeCrontab } from './doctor.ts';
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

  test('looks into the head of each lane', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    await writeAt(home, 1, { status: 'alert' });
    await home.write('20261121T101102000Z-w', 'no front matter');
    const { points } = await doctor(home);
    expect(points[1]).toMatchObject({ level: 'fail', found: expect.stringContaining('101102000Z-w.md: expected') });
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

  test.each([
    ['the same patterns', { team: ['ops-*', 'db'] }, { team: ['db', 'ops-*'] }],
    ['the same in other words', { worker: 'a*?' }, { worker: 'a?*' }],
  ])('warns of two routes with %s', async (_what, first, second) => {
    const home = await makeHome();
    const routes = [
      { name: 'a', match: first },
      { name: 'b', match: second },
    ];
    expect(await judge(home, { sendCommand: 'true', routes })).toMatchObject({
      level: 'warn',
      found: 'route b is never taken: route a stands before it and takes the same',
    });
  });

  test('warns of a route that several earlier ones shadow together', async () => {
    const home = await makeHome();
    const route = (name: string, status: string | string[]) => ({ name, match: { status } });
    const routes = [route('a', 'alert'), route('b', 'blocked'), route('c', ['alert', 'blocked'])];
    expect(await judge(home, { sendCommand: 'true', routes })).toMatchObject({
      level: 'warn',
      found: 'route c is never taken: routes a, b stand before it and take all that it would',
      fix: 'Put c before a, or take it out.',
    });
  });

  test('asks for no send command where no report comes: behind a route that takes all', async () => {
    const home = await makeHome();
    const all = { name: 'all', match: {}, sendCommand: way(home, 'all') };
    await writeConfig(home, { routes: [all] });
    const levels = async () =>
      Object.fromEntries(
        (await doctor(home)).points.map(({ title: name, level, found }) => [name, `${level}: ${found}`]),
      );
    const empty = await levels();
    expect(empty['driver dry run']).toBe(
      'ok: no head that tells its lane: the last point judges the send commands of the routes',
    );
    expect(empty[title]).toBe('ok: in this order: all; nothing is left for the default way');
    expect(empty['node and OpenClaw, as cron sees them']).toContain('the send command needs no OpenClaw');
    await writeAt(home, 1);
    expect((await levels())['driver dry run']).toMatch(/^ok: \d+ characters for: /);
    // It could be otherwise.
    await writeConfig(home, { routes: [{ ...all, match: { team: 'x' } }] });
    expect(await levels()).toMatchObject({
      'driver dry run': 'fail: no send command for the lane of the head',
      [title]: 'fail: route default: no send command',
    });
  });

  test('says which lane lacks the target that --scheduled needs', async () => {
    const home = await makeHome();
    startCron();
    const routes = [
      { name: 'a', match: { team: 'a' }, target: 'channel:1' },
      { name: 'b', match: { team: 'b' }, sendCommand: 'true' },
    ];
    await writeConfig(home, { routes });
    await writeCrontab(home, [`* * * * * ${wrapper} --home '${home.dir}'`]);
    const point = async () => (await doctor(home)).points.find((one) => one.title === title);
    expect(await point()).toMatchObject({
      level: 'fail',
      found: expect.stringContaining(
        `route default: expected a target for OpenClaw's message, found none at the top level of ${home.path('config.json')}`,
      ),
      fix: expect.stringContaining('Set "target" there'),
    });
    expect((await point())?.found).not.toContain('route a');
    // A pass says the same of that lane, and does not name a variable that would outrank the routes.
    await writeAt(home, 1);
    const pass = await home.run('watchdog', ['--scheduled']);
    expect(pass).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('route default: expected a target') });
    expect(pass.stderr).not.toContain('OWNER_REPORT_TARGET');
    await writeConfig(home, { target: 'channel:2', routes });
    expect((await point())?.found).not.toContain('expected a target');
  });

  test('cuts what would fill a screen: names of routes, findings, and what is passed over', async () => {
    const home = await makeHome();
    const routes = Array.from({ length: 50 }, (_, n) => ({ name: `r${n}`, match: { team: `t${n}` } }));
    expect((await judge(home, { sendCommand: 'true', routes }))?.found).toMatch(
      /r19 and 30 more; the rest goes the default way$/,
    );
    const same = routes.map((route) => ({ ...route, match: { team: 'x' } }));
    expect((await judge(home, { routes: same, sendCommand: 'true' }))?.found).toMatch(
      / and takes the same; and 29 more$/,
    );
    for (let n = 0; n < 50; n += 1) await mkdir(home.path('pending', `d${n}.md`), { recursive: true });
    const pending = (await doctor(home)).points[0];
    expect(pending?.found).toMatch(/not reports, passed over: d.* and 30 more$/);
    expect((await home.run('watchdog', ['status'])).stdout).toMatch(/^passed over .* and 30 more$/m);
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
