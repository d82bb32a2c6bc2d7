import { describe, expect, test } from 'vitest';

import { countingSend, linesOf, saying, sendsOf } from '../fixtures/send/gate.ts';
import { makeR1, readRecord, sendR1 as send } from './r1.ts';

describe('the result file of a send command', () => {
  test('is there, empty and private, and goes with the attempt', async () => {
    const home = await makeR1();
    const command = `stat -c '%s %a %F' "$OWNER_REPORT_RESULT_FILE" > '${home.base}/stat'; echo x > "$OWNER_REPORT_RESULT_FILE"`;
    expect(await home.run('driver', ['r1', '--send-cmd', command])).toMatchObject({ exitCode: 0 });
    expect(await linesOf(`${home.base}/stat`)).toEqual(['0 600 regular empty file']);
    expect(await home.names('attempts')).toEqual(['owner']);
  });

  test('tells the id of what was sent', async () => {
    const home = await makeR1();
    const sent = await send(home, saying({ outcome: 'sent', message_id: 4711 }), ['--json']);
    expect(sent).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(String(sent.stdout))).toMatchObject({ outcome: 'sent', message_id: '4711' });
    expect(await home.names('sent')).toEqual(['r1.md']);
    expect(await home.deliveries()).toMatchObject([{ event: 'sent', attempt: 1, message_id: '4711' }]);
  });

  test.each(['exit 0', 'exit 1'])(
    'can say that a send has failed, and why, whatever the exit code is: %s',
    async (end) => {
      const home = await makeR1();
      const failed = await send(home, `echo printed; ${saying({ outcome: 'failed', reason: 'no\nroom' })}; ${end}`);
      expect(failed).toMatchObject({
        exitCode: 75,
        stdout: '',
        stderr: expect.stringContaining('failed r1 (attempt 1): no room: printed'),
      });
      expect(await home.names('pending')).toEqual(['r1.md']);
      expect(await home.deliveries()).toMatchObject([
        { event: 'failed', attempt: 1, exit_code: Number(end.slice(-1)), reason: 'no room', output: 'printed' },
      ]);
      expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
      expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 0']);
    },
  );

  test.each([
    ['failed', 75],
    ['rejected', 65],
    ['unknown', 75],
  ])('is not told twice where the command prints its reason, too: %s', async (outcome, exitCode) => {
    const home = await makeR1();
    const command = `echo 'my-send: not sent: no  room (HTTP 503)' >&2; ${saying({ outcome, reason: 'no room (HTTP 503)' })}; exit 1`;
    const ended = await send(home, command);
    expect(ended).toMatchObject({
      exitCode,
      stderr: expect.stringContaining(`${outcome} r1 (attempt 1): no room (HTTP 503); it`),
    });
    expect(String(ended.stderr).match(/HTTP 503/g)).toHaveLength(1);
  });

  test.each(['exit 0', 'exit 1'])('can say that the outcome is unknown: %s', async (end) => {
    const home = await makeR1();
    const said = await send(home, `${saying({ outcome: 'unknown', reason: 'no answer' })}; ${end}`);
    expect(said).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('unknown r1 (attempt 1): no answer') });
    const { retryAt, lastAt } = (await readRecord(home)) as { retryAt: string; lastAt: string };
    expect(Date.parse(retryAt) - Date.parse(lastAt)).toBe(60_000);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining(`not tried before ${retryAt}`),
    });
    expect(await send(home, ':')).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  });

  test('that says "sent" of a command that failed leaves the outcome unknown', async () => {
    const home = await makeR1();
    const said = await send(home, `${saying({ outcome: 'sent', message_id: 'a1' })}; exit 1`, ['--json']);
    expect(said).toMatchObject({ exitCode: 75 });
    expect(JSON.parse(String(said.stdout))).toMatchObject({ outcome: 'unknown', message_id: 'a1' });
    expect(await home.deliveries()).toMatchObject([
      { event: 'unknown', exit_code: 1, message_id: 'a1', reason: 'send command exited with 1, though it said "sent"' },
    ]);
    await send(home, ':');
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  });

  test('outranks no signal: a command that one has killed may have sent, whatever it said before', async () => {
    const home = await makeR1();
    expect(await send(home, `${saying({ outcome: 'failed' })}; kill -TERM $$`)).toMatchObject({ exitCode: 75 });
    await send(home, ':');
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  });

  test('outranks no time-out', async () => {
    const home = await makeR1();
    const said = await send(home, `${saying({ outcome: 'rejected', reason: 'no' })}; exec sleep 600`, [
      '--timeout',
      '3',
    ]);
    expect(said).toMatchObject({ exitCode: 75, stderr: expect.stringMatching(/unknown r1 .*no end within 3 s/) });
  });
});

describe('a wait that a send command asks for', () => {
  test('is kept by passes, and not by hand; the next send is not flagged', async () => {
    const home = await makeR1();
    const busy = saying({ outcome: 'failed', retry_after_seconds: 7200, reason: 'busy' });
    const failed = await send(home, `${busy}; exit 1`, ['--json']);
    const { retryAt, lastAt } = (await readRecord(home)) as { retryAt: string; lastAt: string };
    expect(Date.parse(retryAt) - Date.parse(lastAt)).toBe(7_200_000);
    expect(failed).toMatchObject({ exitCode: 75, stderr: expect.stringContaining(`not tried before ${retryAt}`) });
    expect(JSON.parse(String(failed.stdout))).toMatchObject({ outcome: 'failed', retry_at: retryAt, reason: 'busy' });
    expect(await home.deliveries()).toMatchObject([{ event: 'failed', retry_at: retryAt }]);

    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining(`waiting r1: busy; not tried before ${retryAt}`),
    });
    expect((await home.run('watchdog', ['status'])).stdout).toMatch(/^tried again   in \d+ [\w ]+$/m);
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
    expect(await send(home, ':')).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 0']);
  });

  test.each([0, 1])('counts with an exit code alone, too, and %i seconds are soon over', async (seconds) => {
    const home = await makeR1();
    await send(home, `${saying({ retry_after_seconds: seconds })}; exit 1`);
    const { retryAt } = await readRecord(home);
    expect(retryAt === undefined).toBe(seconds === 0);
    const pass = () => home.run('watchdog', ['--send-cmd', countingSend(home)]);
    for (let code = 75; code !== 0; ) {
      const ended = await pass();
      code = Number(ended.exitCode);
      if (code !== 0) expect(ended.stderr).toContain('waiting r1: send command exited with 1');
    }
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 0']);
  });

  test('counts towards --hold-after like any failure', async () => {
    const home = await makeR1();
    await send(home, saying({ outcome: 'failed', retry_after_seconds: 60 }), ['--hold-after', '1']);
    expect(await home.names('held')).toEqual(['r1.md']);
    await home.run('watchdog', ['release', 'r1']);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  });
});
