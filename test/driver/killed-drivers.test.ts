import { readFile, rename, rm } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { claimOf, countingSend, killDuringSend, endGroup, makeGate, sendsOf, receipt } from '../fixtures/send/gate.ts';
import { reportText, until } from '../harness.ts';
import { readRecord, editCurrent, makeR1 } from './records.ts';

describe('a command that was killed during a send', () => {
  test.each(['driver', 'watchdog'] as const)(
    '(%s) leaves a sender whose success the next pass commits without sending again',
    async (command) => {
      const { home, text } = await makeR1();
      const gate = await makeGate(home);
      await killDuringSend(home, gate, command, command === 'driver' ? ['r1'] : []);

      const during = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
      expect(during).toMatchObject({ exitCode: 75, stdout: '' });
      expect(during.stderr).toContain('in flight r1');
      const byHand = await home.run('driver', ['r1', '--send-cmd', countingSend(home)]);
      expect(byHand).toMatchObject({ exitCode: 75 });
      expect(await gate.sends()).toEqual([]);

      await gate.open();
      await receipt(home, 0);
      const after = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
      expect(after).toMatchObject({ exitCode: 0 });
      expect(after.stdout).toContain('not sent again');
      expect(await gate.sends()).toEqual(['r1 1 0']);
      expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
      expect(await home.names('pending')).toEqual([]);
      expect((await home.names('attempts')).filter((name) => name.startsWith('r1'))).toEqual([]);
      expect(await home.deliveries()).toMatchObject([{ event: 'sent', report_id: 'r1', recovered: true }]);
    },
  );

  test('leaves a receipt that a delivery by hand commits too', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    await gate.open();
    await receipt(home, 0);
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['r1 1 0']);
    expect(await home.names('sent')).toEqual(['r1.md']);
  });

  test('keeps every other report unsent while its sender is at work', async () => {
    const { home } = await makeR1();
    await home.write('r2', reportText('r2'));
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    expect(await home.run('driver', ['r2', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await gate.sends()).toEqual([]);
  });

  test('leaves a sender whose failure counts as an attempt', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home, 'exit 9');
    await killDuringSend(home, gate, 'driver', ['r1']);
    await gate.open();
    await receipt(home, 9);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['r1 1 0', 'r1 2 0']);
    expect(await home.deliveries()).toMatchObject([
      { event: 'failed', attempt: 1, exit_code: 9 },
      { event: 'sent', attempt: 2 },
    ]);
  });

  test('and whose sender was killed too is unknown: a pass waits, the next send is flagged', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'driver', ['r1']));
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    const { retryAt } = await readRecord(home);
    expect(pass.stderr).toContain(retryAt);
    expect(await gate.sends()).toEqual([]);
    expect(await home.deliveries()).toMatchObject([{ event: 'unknown', attempt: 1, retry_at: retryAt }]);
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['r1 2 1']);
  });

  test('and that is held after its failure is not sent by hand, nor called a success', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home, 'exit 9');
    await killDuringSend(home, gate, 'driver', ['r1']);
    await gate.open();
    await receipt(home, 9);
    const byHand = await home.run('driver', ['r1', '--hold-after', '1', '--send-cmd', countingSend(home)]);
    expect(byHand).toMatchObject({ exitCode: 75, stdout: '' });
    expect(byHand.stderr).toContain('held r1');
    expect(await gate.sends()).toEqual(['r1 1 0']);
    expect(await home.names('held')).toEqual(['r1.md']);
  });

  test('in an earlier boot of the machine is unknown', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'driver', ['r1']));
    await editCurrent(home, { bootId: '00000000-0000-0000-0000-000000000000' });
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain('restarted');
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['r1 2 1']);
  });

  test('in an earlier boot is unknown, too, when a power cut took the claim of its sender', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'driver', ['r1']));
    await rm(await claimOf(home));
    await editCurrent(home, { bootId: '00000000-0000-0000-0000-000000000000' });
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['r1 2 1']);
  });

  test('leaves a sender that is stopped when it outlives its time', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    const group = await killDuringSend(home, gate, 'driver', ['r1']);
    await editCurrent(home, { deadline: '2020-01-01T00:00:00.000Z' });
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain('outlived');
    await until('the end of the sender', () => {
      try {
        return !process.kill(-group, 0);
      } catch {
        return true;
      }
    });
    expect(await gate.sends()).toEqual([]);
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });

  test('leaves a sender that is stopped when its start lies in the future: the clock was set back', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    await editCurrent(home, { startedAt: '2099-01-01T00:00:00.000Z', deadline: '2099-01-01T00:02:00.000Z' });
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain('outlived');
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });

  test('commits what was sent, not what an operator made of it meanwhile', async () => {
    const { home, text } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    const edit = reportText('r1', {}, 'edited\n');
    await home.write('r1', edit);
    await gate.open();
    await receipt(home, 0);
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 0 });
    expect(pass.stderr).toContain('edited during its send');
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(edit);
    expect(await gate.sends()).toEqual(['r1 1 0']);
    expect(await home.deliveries()).toMatchObject([
      { event: 'sent', report_id: 'r1' },
      { event: 'held', report_id: 'r1', reason: expect.stringContaining('edited during its send') },
    ]);
  });

  test('commits what was sent when the report was moved to held meanwhile, and says so', async () => {
    const { home, text } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    await rename(home.path('pending', 'r1.md'), home.path('held', 'r1.md'));
    await gate.open();
    await receipt(home, 0);
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 0 });
    expect(pass.stderr).toContain(home.path('held', 'r1.md'));
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
  });
});
