import { readFile, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { saying } from '../fixtures/send/gate.ts';
import { makeHome, type TestHome } from '../harness.ts';
import { behaviours, startService } from '../send/service.ts';
import { way, waysOf, writeAt, writeConfig } from './routes.ts';

async function makeFallback(own: string, other: string, after = 2): Promise<{ home: TestHome; id: string }> {
  const home = await makeHome();
  const fallback = { after, sendCommand: way(home, 'other', other), target: 'elsewhere' };
  await writeConfig(home, {
    sendCommand: 'false',
    routes: [
      { name: 'urgent', match: { status: 'alert' }, sendCommand: way(home, 'own', own), target: 'here', fallback },
    ],
  });
  return { home, id: await writeAt(home, 1, { status: 'alert' }) };
}

const wordsOf = async (home: TestHome) => (await waysOf(home)).map((line) => line.split(' ')[0]);

describe('a fallback', () => {
  test('takes the attempt after so many definite failures in a row, and the log says so', async () => {
    const { home, id } = await makeFallback('exit 1', 'test "$OWNER_REPORT_TARGET" = elsewhere');
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    const shown = await home.run('driver', [id, '--dry-run']);
    expect(shown.stdout).toContain('route    urgent, fallback');
    expect(shown.stdout).toContain('OWNER_REPORT_TARGET=elsewhere');
    const sent = await home.run('watchdog', []);
    expect(sent).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`sent ${id} (route urgent, fallback, attempt 3, `),
    });
    expect(await wordsOf(home)).toEqual(['own', 'own', 'other']);
    const lines = await home.deliveries();
    expect(lines.map(({ event, route, fallback }) => [event, route, fallback])).toEqual([
      ['failed', 'urgent', undefined],
      ['failed', 'urgent', undefined],
      ['sent', 'urgent', true],
    ]);
    expect(lines[2]).toMatchObject({ maybe_duplicate: false });
  });

  test('that fails takes turns with the way of the route', async () => {
    const { home } = await makeFallback('exit 1', 'exit 1');
    for (let pass = 0; pass < 5; pass += 1) await home.run('watchdog', []);
    expect(await wordsOf(home)).toEqual(['own', 'own', 'other', 'own', 'other']);
  });

  test('is never taken after an unknown outcome, which sets the count back', async () => {
    const unknown = 'case $OWNER_REPORT_ATTEMPT in 2) kill -KILL $PPID $$;; esac; exit 1';
    const { home, id } = await makeFallback(unknown, ':');
    for (let attempt = 1; attempt <= 5; attempt += 1) await home.run('driver', [id]);
    expect((await home.deliveries()).map(({ event }) => event)).toEqual([
      'failed',
      'unknown',
      'failed',
      'failed',
      'sent',
    ]);
    expect(await wordsOf(home)).toEqual(['own', 'own', 'own', 'own', 'other']);
  });

  test('is not taken for a command that a signal killed: it may have sent', async () => {
    const { home, id } = await makeFallback('kill -KILL $$', ':', 1);
    await home.run('driver', [id]);
    await home.run('driver', [id]);
    expect(await wordsOf(home)).toEqual(['own', 'own']);
    expect((await home.deliveries()).map(({ event, maybe_duplicate: flag }) => [event, flag])).toEqual([
      ['failed', false],
      ['failed', true],
    ]);
  });

  test('is not taken after a no of a command that may have sent, and carries the flag when its turn comes', async () => {
    const said = saying({ outcome: 'failed', maybe_sent: true });
    const { home, id } = await makeFallback(`test "$OWNER_REPORT_ATTEMPT" -gt 3 || ${said}; exit 1`, ':');
    for (let attempt = 1; attempt <= 5; attempt += 1) await home.run('watchdog', []);
    const shown = await home.run('driver', [id, '--dry-run', '--json']);
    expect(JSON.parse(String(shown.stdout))).toMatchObject({
      fallback: true,
      environment: { OWNER_REPORT_MAYBE_DUPLICATE: '1' },
    });
    await home.run('watchdog', []);
    expect(await wordsOf(home)).toEqual(['own', 'own', 'own', 'own', 'own', 'other']);
    // By its own way it is known again, so that no send but the last may be a second one.
    expect(
      (await home.deliveries()).map(({ event, maybe_duplicate: flag, maybe_sent: doubt }) => [event, flag, doubt]),
    ).toEqual([
      ...Array.from({ length: 3 }, () => ['failed', false, true]),
      ...Array.from({ length: 2 }, () => ['failed', false, undefined]),
      ['sent', true, undefined],
    ]);
  });

  test('takes the place of no webhook whose answer has not come', async () => {
    const home = await makeHome();
    const { root, received } = await startService(behaviours.cut);
    const fallback = { after: 1, via: 'file', target: home.path('outbox.txt') };
    await writeConfig(home, { routes: [{ name: 'urgent', match: {}, via: 'webhook', target: root, fallback }] });
    await writeAt(home, 1);
    for (let pass = 0; pass < 3; pass += 1) expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    expect(received).toHaveLength(3);
    expect(await readFile(home.path('outbox.txt'), 'utf8').catch(() => '')).toBe('');
  });

  test.each([
    ['unknown', 'kill -KILL $PPID $$', '1'],
    ['rejected', saying({ outcome: 'rejected', reason: 'no' }), '0'],
    ['killed', 'kill -KILL $$', '1'],
  ])('is not taken after a send by hand, past the routes, that was %s', async (_what, command, flag) => {
    const { home, id } = await makeFallback('exit 1', ':');
    for (let pass = 0; pass < 2; pass += 1) await home.run('watchdog', []);
    await home.run('driver', [id, '--send-cmd', way(home, 'hand', command)]);
    for (let attempt = 0; attempt < 3; attempt += 1) await home.run('driver', [id]);
    expect(await wordsOf(home)).toEqual(['own', 'own', 'hand', 'own', 'own', 'other']);
    expect((await home.deliveries()).at(-1)).toMatchObject({ event: 'sent', maybe_duplicate: flag === '1' });
  });

  test('is taken all the same after a send by hand, past the routes, that was a plain no', async () => {
    const { home, id } = await makeFallback('exit 1', ':');
    for (let pass = 0; pass < 2; pass += 1) await home.run('watchdog', []);
    await home.run('driver', [id, '--send-cmd', way(home, 'hand', 'exit 1')]);
    await home.run('watchdog', []);
    expect(await wordsOf(home)).toEqual(['own', 'own', 'hand', 'other']);
  });

  test('that has rejected a report is not taken for it again; the way of the route goes on', async () => {
    const { home, id } = await makeFallback('exit 1', saying({ outcome: 'rejected', reason: 'too long' }), 1);
    await home.run('watchdog', []);
    expect(await home.run('watchdog', [])).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining(`rejected ${id} (route urgent, fallback, attempt 2): too long`),
    });
    expect((await home.run('watchdog', ['status'])).stdout).toContain('; rejected: too long');
    for (let pass = 0; pass < 4; pass += 1) expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    expect(await wordsOf(home)).toEqual(['own', 'other', 'own', 'own', 'own', 'own']);
    expect((await home.run('watchdog', ['status'])).stdout).not.toContain('too long');
    // An edit is worth another try.
    await writeAt(home, 1, { status: 'alert', done: 'shorter' });
    for (let pass = 0; pass < 2; pass += 1) await home.run('watchdog', []);
    expect((await wordsOf(home)).slice(6)).toContain('other');
  });

  test('that has rejected a report leaves it to onInvalid, which may hold it', async () => {
    const { home, id } = await makeFallback('exit 1', saying({ outcome: 'rejected', reason: 'too long' }), 1);
    await home.run('watchdog', []);
    expect(await home.run('watchdog', ['--on-invalid', 'hold'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('held')).toEqual([`${id}.md`]);
  });

  test('is not due for what has failed by another lane', async () => {
    const home = await makeHome();
    const fallback = { after: 1, sendCommand: way(home, 'other') };
    const route = (name: string, match: object) => ({ name, match, sendCommand: way(home, name, 'exit 1'), fallback });
    const routes = [route('alerts', { status: 'alert' }), route('ops', { team: 'ops' })];
    await writeConfig(home, { routes: [{ ...routes[0], fallback: undefined }, routes[1]] });
    await writeAt(home, 1, { status: 'alert', team: 'ops' });
    for (let pass = 0; pass < 2; pass += 1) await home.run('watchdog', []);
    // The report belongs to the other one now, which has one failure of its own to go.
    await writeConfig(home, { routes: [routes[1]] });
    for (let pass = 0; pass < 2; pass += 1) await home.run('watchdog', []);
    expect(await wordsOf(home)).toEqual(['alerts', 'alerts', 'ops', 'other']);
  });

  test('begins anew for a report that an operator has released', async () => {
    const { home, id } = await makeFallback('exit 1', ':', 1);
    await home.run('watchdog', []);
    await home.run('watchdog', ['hold', id, '--reason', 'test']);
    await home.run('watchdog', ['release', id]);
    await home.run('watchdog', []);
    await home.run('watchdog', []);
    expect(await wordsOf(home)).toEqual(['own', 'own', 'other']);
  });

  test('through another channel has no target but its own, through the same one that of the route', async () => {
    const home = await makeHome();
    const route = (name: string, via: string) => ({
      name,
      match: { team: name },
      via: 'telegram',
      target: '-100',
      fallback: { after: 1, via },
    });
    await writeConfig(home, { routes: [route('a', 'mail'), route('b', 'telegram')] });
    const shown = async (team: string, second: number) => {
      const id = await writeAt(home, second, { team });
      const record = { version: 1, report_id: id, attempts: 1, failures: 1, unknowns: 0, maybeDuplicate: false };
      await home.write('x', '', 'attempts');
      await writeFile(
        home.path('attempts', `${id}.json`),
        JSON.stringify({ ...record, failedInRow: { route: team, count: 1 } }),
      );
      const { stdout } = await home.run('driver', [id, '--dry-run', '--json']);
      return JSON.parse(String(stdout)) as { command: string; environment: Record<string, string> };
    };
    expect(await shown('a', 1)).toMatchObject({
      command: 'owner-report-send mail',
      environment: { OWNER_REPORT_CHANNEL: 'mail', OWNER_REPORT_TARGET: '' },
    });
    expect(await shown('b', 2)).toMatchObject({
      command: 'owner-report-send telegram',
      environment: { OWNER_REPORT_CHANNEL: 'telegram', OWNER_REPORT_TARGET: '-100' },
    });
  });

  test('keeps its count in the record of the report alone', async () => {
    const { home, id } = await makeFallback('exit 1', ':', 3);
    await home.run('watchdog', []);
    expect(JSON.parse(await readFile(home.path('attempts', `${id}.json`), 'utf8'))).toMatchObject({
      failedInRow: { route: 'urgent', count: 1 },
    });
  });
});
