import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { claimOf, makeGate, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until } from '../harness.ts';
import { stamp } from './queue.ts';
import { threeLanes, waysOf, writeAt, writeConfig } from './routes.ts';

describe('a route is named', () => {
  test('by the consumer, a dry run, the driver and the pass', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    const rest = await writeAt(home, 1);
    const urgent = await writeAt(home, 2, { status: 'alert' });
    const consumed = String((await home.run('consumer', ['--all'])).stdout)
      .trimEnd()
      .split('\n');
    expect(consumed.map((line) => (JSON.parse(line) as { route: string }).route)).toEqual(['default', 'urgent']);
    const preview = await home.run('watchdog', ['--all', '--dry-run']);
    expect(String(preview.stdout).match(/^(?:report|route) .*$/gm)).toEqual([
      `report   ${home.path('pending', `${urgent}.md`)}`,
      'route    urgent',
      `report   ${home.path('pending', `${rest}.md`)}`,
      'route    default',
    ]);
    expect(await home.run('driver', [urgent])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(new RegExp(`^sent ${urgent} \\(route urgent, attempt 1, `)),
    });
    const passed = String((await home.run('watchdog', ['--json'])).stdout).split('\n');
    expect(JSON.parse(passed[0] ?? '')).toMatchObject({ report_id: rest, route: 'default', outcome: 'sent' });
    expect(await waysOf(home)).toEqual(['urgent 02', 'rest 01']);
  });

  test('by a dry run that goes on with the other lanes behind an invalid head', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    // Its lane is told by its front matter; what is wrong with it, by the whole file.
    const fields = { status: 'alert' };
    const invalid = `${stamp(1)}-w`;
    await home.write(invalid, Buffer.concat([Buffer.from(reportText(invalid, fields)), Buffer.from([0xff])]));
    const urgent = await writeAt(home, 2, fields);
    const rest = await writeAt(home, 3);
    const stopped = await home.run('watchdog', ['--all', '--dry-run']);
    expect(stopped).toMatchObject({
      exitCode: 65,
      stderr: expect.stringMatching(/^route urgent: .*expected UTF-8 text/),
    });
    expect(stopped.stderr).toContain(`owner-report-watchdog hold ${invalid} --reason invalid`);
    expect(String(stopped.stdout).match(/^report .*$/gm)).toEqual([`report   ${home.path('pending', `${rest}.md`)}`]);
    const holding = await home.run('watchdog', ['--all', '--dry-run', '--on-invalid', 'hold']);
    expect(holding).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^route urgent: would be held: /) });
    expect(String(holding.stdout).match(/^report .*$/gm)).toEqual(
      [urgent, rest].map((id) => `report   ${home.path('pending', `${id}.md`)}`),
    );
    expect(await home.names('pending')).toHaveLength(3);
  });

  test('by status, lane by lane, with why its head waits', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { urgent: 'echo channel is down; exit 1' }));
    const head = await writeAt(home, 1, { status: 'alert' });
    await writeAt(home, 2, { status: 'alert' });
    const next = await writeAt(home, 3);
    await home.run('watchdog', ['--max-count', '1']);
    await writeAt(home, 4);
    const status = await home.run('watchdog', ['status', '--json']);
    const { lanes } = JSON.parse(String(status.stdout)) as { lanes: object[] };
    expect(next).toContain('03');
    expect(lanes).toMatchObject([
      {
        route: 'urgent',
        pending: 2,
        quiet: 0,
        head: { report_id: head },
        why: expect.stringMatching(/^failed: .*: channel is down$/),
      },
      { route: 'ops', pending: 0, head: null, why: null },
      { route: 'default', pending: 1, why: 'not tried yet' },
    ]);
    const told = String((await home.run('watchdog', ['status'])).stdout);
    expect(told).toMatch(/^route +urgent: 2 pending; failed: send command exited with 1: channel is down$/m);
    expect(told).toMatch(/^route +ops: 0 pending$/m);
  });

  test('in what status --max-age judges: the head of any lane', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    await home.produce(['--status', 'alert']);
    expect(await home.run('watchdog', ['status', '--max-age', '15m'])).toMatchObject({ exitCode: 0 });
    await writeAt(home, 1);
    const late = await home.run('watchdog', ['status', '--max-age', '15m']);
    expect(late).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining('the head of a lane is older than 15m'),
    });
  });

  test('by status, where its lane waits for the send of another', async () => {
    const home = await makeHome();
    const gate = await makeGate(home);
    const config = threeLanes(home);
    await writeConfig(home, {
      ...config,
      routes: [{ ...config.routes[0], sendCommand: gate.command }, config.routes[1]],
    });
    const urgent = await writeAt(home, 1, { status: 'alert' });
    await writeAt(home, 2);
    const pass = start(home, 'watchdog', []);
    await gate.reached();
    const waiting = async () => {
      const { stdout } = await home.run('watchdog', ['status', '--json']);
      return (JSON.parse(String(stdout)) as { lanes: { why: string }[] }).lanes.map(({ why }) => why);
    };
    const during = [
      expect.stringMatching(/^sending since 20/),
      null,
      expect.stringMatching(new RegExp(`^waits for the send of ${urgent} \\(route urgent\\), under way since 20`)),
    ];
    expect(await waiting()).toEqual(during);
    // Also where nobody waits for it any more.
    pass.kill('SIGKILL');
    await pass;
    expect(await waiting()).toEqual(during);
    await gate.open();
    const claim = await claimOf(home, urgent);
    await until('the receipt', async () => (await readFile(claim, 'utf8')).includes('exit 0\n'));
    expect((await waiting())[2]).toBe('not tried yet');
  });
});

describe('where the routes are not in force, says', () => {
  test('status, when a variable outranks them', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    await writeAt(home, 1);
    const shown = await home.run('watchdog', ['status', '--json'], { env: { OWNER_REPORT_TARGET: 'x' } });
    expect(shown).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('--target is given, by flag or variable, and counts for every report'),
    });
    expect(JSON.parse(String(shown.stdout))).not.toHaveProperty('lanes');
    expect(await home.run('watchdog', ['status'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await home.run('watchdog', ['status', '--target', 'x'])).stderr).toContain('--target is given');
  });

  test.each([
    ['watchdog', ['status']],
    ['consumer', ['--all']],
    ['consumer', ['ID']],
  ] as const)('%s %j, when config.json cannot be used', async (command, args) => {
    const home = await makeHome();
    await writeConfig(home, { sendCommand: 'true', routes: [{ name: 'a', match: {}, timeoutSeconds: 0 }] });
    const id = await writeAt(home, 1);
    const result = await home.run(
      command,
      args.map((word) => (word === 'ID' ? id : word)),
    );
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(id) });
    expect(
      String(result.stderr).match(/routes\[0\]\.timeoutSeconds: expected more than 0 seconds, got 0/g),
    ).toHaveLength(1);
  });
});
