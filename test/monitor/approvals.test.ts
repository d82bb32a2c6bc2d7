import { describe, expect, test } from 'vitest';

import { approve, expectExit, makeWrite, verification, write } from '../fixtures/monitor/write.ts';

describe('a write without an approval', () => {
  test('is 77, runs nothing, and is reported once', async () => {
    const bench = await makeWrite();
    expect(await expectExit(bench, '01-16 03:00', ['run', 'w'], 77)).toContain('nobody has approved it');
    await expectExit(bench, '01-16 03:01', ['run', 'w'], 77);
    expect(await bench.calls('w', 'run')).toBe(0);
    const reports = await bench.pending();
    expect(reports).toMatchObject([{ taskId: 'w', status: 'action_required' }]);
    expect(reports[0]?.body).toContain(
      '- ACTION REQUIRED: approve it, or do not run it: owner-report-monitor approve w',
    );
    await expectExit(bench, '01-16 03:30', ['run', 'w'], 77);
    expect(await bench.pending()).toHaveLength(2);
  });

  test('is reported again at once when it was let run in between', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', ['run', 'w'], 77);
    await expectExit(bench, '12:01', approve, 0);
    await expectExit(bench, '12:02', ['run', 'w'], 0);
    for (const time of ['12:03', '12:04']) await expectExit(bench, time, ['run', 'w'], 77);
    const statuses = (await bench.pending()).map(({ status }) => status);
    expect(statuses).toEqual(['action_required', 'normal', 'action_required']);
  });

  test('is never run by a tick', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    await bench.tick('12:01');
    expect(await bench.calls('w', 'run')).toBe(0);
    // The approval was not used up.
    await expectExit(bench, '12:02', ['run', 'w'], 0);
    expect(await bench.calls('w', 'run')).toBe(1);
  });
});

describe('an approval', () => {
  test('holds for one run', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    await expectExit(bench, '12:01', ['run', 'w'], 0);
    await expectExit(bench, '12:02', ['run', 'w'], 77);
    expect(await bench.calls('w', 'run')).toBe(1);
  });

  test('is used up by a run that fails', async () => {
    const bench = await makeWrite();
    await bench.setOutput('w', 'run', 'half done', 9);
    await expectExit(bench, '12:00', approve, 0);
    await expectExit(bench, '12:01', ['run', 'w'], 9);
    expect(await expectExit(bench, '12:02', ['run', 'w'], 77)).toContain('nobody has approved it');
  });

  test('holds for an hour when nothing else is said', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    expect(await expectExit(bench, '13:00', ['run', 'w'], 77)).toContain('the approval by alice expired');
    await expectExit(bench, '12:59:59', ['run', 'w'], 0);
  });

  test('holds for as long as --expires says, at most 30 days', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', [...approve, '--expires', '2m'], 0);
    expect(await expectExit(bench, '12:02', ['run', 'w'], 77)).toContain('expired');
    for (const expires of ['31d', '0', 'soon'])
      expect(await expectExit(bench, '12:03', [...approve, '--expires', expires], 64)).toContain('--expires: expected');
    await expectExit(bench, '12:03', [...approve, '--expires', '30d'], 0);
  });

  test.each([
    ['command', { commands: { run: ['/bin/true'] } }],
    ['cwd', { cwd: '/' }],
    ['risk', { risk: 'write_external' }],
  ])('does not hold for another %s, and holds again for the one it was given for', async (_what, change) => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    await bench.configure([{ ...write, ...change }, verification]);
    expect(await expectExit(bench, '12:01', ['run', 'w'], 77)).toContain('the job was edited after the approval');
    await bench.configure([write, verification]);
    await expectExit(bench, '12:02', ['run', 'w'], 0);
  });

  test('needs somebody and a reason, from the command line alone, and a write', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', ['approve', 'w', '--by', 'alice'], 64);
    await expectExit(bench, '12:00', ['approve', 'w', '--by', ' ', '--reason', 'x'], 64);
    await expectExit(bench, '12:00', ['approve', 'v', '--by', 'alice', '--reason', 'x'], 64);
    await expectExit(bench, '12:00', ['approve', 'nobody', '--by', 'alice', '--reason', 'x'], 66);
    const env = { OWNER_REPORT_BY: 'mallory', OWNER_REPORT_REASON: 'x' };
    expect((await bench.run('12:00', ['approve', 'w'], { env })).exitCode).toBe(64);
  });

  test('is listed with what is left of it, and can be revoked', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    expect(await expectExit(bench, '12:15', ['approvals'], 0)).toBe('w  by alice: ticket 42  holds for 45 min\n');
    expect(await expectExit(bench, '14:00', ['approvals'], 0)).toContain(
      'does not hold: the approval by alice expired',
    );
    expect(await expectExit(bench, '12:16', ['revoke', 'w'], 0)).toBe('revoked the approval of w by alice\n');
    expect(await expectExit(bench, '12:17', ['approvals'], 0)).toBe('nothing is approved\n');
    await expectExit(bench, '12:18', ['run', 'w'], 77);
    await expectExit(bench, '12:19', ['revoke', 'w'], 66);
  });

  test.each([{ required: false }, { granted: true }])(
    'by the config file itself, %j, is honoured, listed and warned about',
    async (approval) => {
      const bench = await makeWrite({ approval });
      expect(await expectExit(bench, '12:00', ['approvals'], 0)).toContain(
        'w  standing approval of the config file  holds for ever\n',
      );
      for (const time of ['12:01', '12:02'])
        expect(await expectExit(bench, time, ['run', 'w'], 0)).toContain('approved by the config file itself');
      expect(await bench.calls('w', 'run')).toBe(2);
    },
  );

  test('is not needed for a dry run, which says whether there is one', async () => {
    const bench = await makeWrite();
    expect(await expectExit(bench, '12:00', ['run', 'w', '--dry-run'], 77)).toContain(
      'would be refused: nobody has approved it',
    );
    expect(await bench.pending()).toEqual([]);
    await expectExit(bench, '12:00', approve, 0);
    expect(await expectExit(bench, '12:01', ['run', 'w', '--dry-run'], 0)).toContain('approved by alice');
    await expectExit(bench, '12:02', ['run', 'w'], 0);
    expect(await bench.calls('w', 'run')).toBe(1);
  });

  test('of a job whose entry cannot be used any more is not said to be of none', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    await bench.configure([write, { ...verification, risk: 'read_onl' }]);
    const listed = await expectExit(bench, '12:01', ['approvals'], 0);
    expect(listed).toContain('does not hold: its entry in the config cannot be used\n');
  });

  test('is not said to be none where the state cannot be read', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    await bench.writeState('{"version":1,"approvals":{"w"');
    const unread = `${bench.statePath}: it is not JSON; the next tick sets it aside\n`;
    expect(await expectExit(bench, '12:01', ['approvals'], 0)).toContain(unread);
    expect(await expectExit(bench, '12:01', ['run', 'w', '--dry-run'], 77)).toContain(unread);
  });
});
