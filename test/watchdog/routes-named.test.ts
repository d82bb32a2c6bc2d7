import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
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
});
