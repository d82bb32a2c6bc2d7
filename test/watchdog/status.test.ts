import { readFile, writeFile } from 'node:fs/promises';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome, reportText, type TestHome, until } from '../harness.ts';
import { writeConfig } from './routes.ts';

async function show(home: TestHome): Promise<string> {
  const { exitCode, stdout } = await home.run('watchdog', ['status']);
  expect(exitCode).toBe(0);
  return String(stdout);
}

async function json(home: TestHome, args: string[] = []): Promise<Record<string, unknown>> {
  return JSON.parse(String((await home.run('watchdog', ['status', '--json', ...args])).stdout)) as Record<
    string,
    unknown
  >;
}

describe('status says why the head waits', () => {
  test('an invalid one: its fault, and the line that sets it aside', async () => {
    const home = await makeHome();
    await home.write('r1', 'no front matter');
    const shown = await show(home);
    expect(shown).toMatch(/^invalid +.*r1\.md: expected/m);
    expect(shown).toContain('owner-report-watchdog hold r1 --reason invalid');
    expect(await json(home)).toMatchObject({ head: { invalid: expect.stringContaining('r1.md') } });
  });

  test('a failed one: the last line that the command printed', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'echo first; echo "channel is down"; exit 3']);
    expect(await show(home)).toMatch(/^last error +send command exited with 3 .*\n +it printed: channel is down$/m);
    expect(await json(home)).toMatchObject({ head: { last_output: 'channel is down', attempt_state: null } });
  });

  test('one that went out, and whose pass has died', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const command = `echo >> '${home.base}/begun'; until [ -e '${home.base}/end' ]; do sleep 0.05; done`;
    const pass = execa(commandPath('watchdog'), ['--send-cmd', command], {
      env: home.environment(),
      extendEnv: false,
      reject: false,
    });
    await until('the send', () => readFile(`${home.base}/begun`).catch(() => undefined));
    pass.kill('SIGKILL');
    await pass;
    expect(await show(home)).toMatch(/^attempts {6}1, the last one sending since .* ago$/m);
    expect(await json(home)).toMatchObject({ head: { attempt_state: 'sending', in_flight: true } });
    await writeFile(`${home.base}/end`, '');
    const settled = () =>
      json(home).then(({ head }) => (head as { attempt_state: string }).attempt_state === 'succeeded');
    await until('the receipt', settled);
    expect(await json(home)).toMatchObject({ head: { attempt_state: 'succeeded', in_flight: false } });
    expect(await show(home)).toContain('attempts      1, the last one succeeded; the next pass files it in sent/');
  });
});

test('status shows held reports, and why they are held', async () => {
  const home = await makeHome();
  for (const id of ['r1', 'r2']) await home.write(id, reportText(id));
  await home.run('watchdog', ['hold', 'r1', '--reason', 'wrong channel']);
  await home.write('r3', reportText('r3'), 'held');
  const shown = await show(home);
  expect(shown).toMatch(/^held +2\n {2}r1 {2}wrong channel \(.* ago\)\n {2}r3 {2}no reason on record$/m);
  expect(await json(home)).toMatchObject({
    held: 2,
    held_reports: [
      { report_id: 'r1', reason: 'wrong channel' },
      { report_id: 'r3', reason: null },
    ],
  });
});

describe('status --max-age is 75', () => {
  test('for a home that is not there', async () => {
    const home = await makeHome();
    const result = await home.run('watchdog', ['status', '--max-age', '15m']);
    expect(result).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('no such home') });
    expect(result.stdout).toContain('not there yet');
    expect(await json(home)).toMatchObject({ exists: false });
  });

  test('for a head from the future, whose age cannot be told', async () => {
    const home = await makeHome();
    await home.write('21000101T000000000Z-a', reportText('21000101T000000000Z-a'));
    const result = await home.run('watchdog', ['status', '--max-age', '15m']);
    expect(result).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('from the future') });
    expect(result.stdout).toMatch(/^head .*from the future/m);
    expect(await json(home)).toMatchObject({ head: { is_from_future: true } });
  });
});

test('status of ten lanes that fail, and a held report with a long reason, fits a screen', async () => {
  const home = await makeHome();
  const lanes = Array.from({ length: 10 }, (_, index) => `t${index}`);
  const routes = lanes.map((team) => ({ name: team, match: { team } }));
  await writeConfig(home, { sendCommand: 'echo no network; exit 1', routes });
  for (const team of [...lanes, 'held']) await home.write(team, reportText(team, { team }));
  await home.run('watchdog', ['hold', 'held', '--reason', 'long '.repeat(1000)]);
  await home.run('watchdog', ['--all']);
  const lines = (await show(home)).split('\n').filter(Boolean);
  for (const team of lanes) {
    expect(lines).toContainEqual(expect.stringMatching(`^route +${team}: 1 pending; failed: .*: no network$`));
    expect(lines).toContainEqual(expect.stringMatching(`^  head +${team}, .* old, 1 attempt$`));
  }
  expect(lines.length).toBeLessThan(35);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(240);
});

describe('status', () => {
  test('tells what lies behind an outage whose attempts print much', async () => {
    const home = await makeHome();
    for (const [id, place] of [
      ['a', 'pending'],
      ['h', 'held'],
    ] as const)
      await home.write(id, reportText(id), place);
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    const at = '2026-01-02T03:04:05.000Z';
    const event = (fields: object) => JSON.stringify({ schemaVersion: 1, at, ...fields });
    const failed = event({ event: 'failed', report_id: 'other', output: '中\n'.repeat(1000) });
    const lines = [
      event({ event: 'sent', report_id: 'gone' }),
      event({ event: 'held', report_id: 'h', reason: 'wrong channel' }),
      await readFile(home.path('deliveries.jsonl'), 'utf8').then((text) => text.trim()),
      ...Array.from({ length: 400 }, () => failed),
      event({ event: 'failed', report_id: 'other', output: '-'.repeat(300_000) }),
    ];
    await writeFile(home.path('deliveries.jsonl'), lines.map((line) => `${line}\n`).join(''));
    expect(await json(home)).toMatchObject({
      last_success: { report_id: 'gone', at },
      held_reports: [{ report_id: 'h', reason: 'wrong channel' }],
      head: { report_id: 'a', last_outcome: 'failed' },
    });
    const { stdout } = await home.run('watchdog', ['metrics']);
    expect(stdout).toContain(`owner_report_last_success_timestamp_seconds ${Date.parse(at) / 1000}\n`);
  });

  test('says first that a config was broken since the last pass', async () => {
    const home = await makeHome();
    await writeConfig(home, { sendCommand: 'true' });
    await home.run('watchdog', []);
    expect(await json(home)).toMatchObject({ verdict: { level: 'ok' } });
    await writeFile(home.path('config.json'), '{"sendCommand": "true",}');
    const { verdict } = await json(home);
    expect(verdict).toEqual({
      level: 'alert',
      text: expect.stringContaining(`no pass can begin: ${home.path('config.json')}: expected JSON`),
      type: `owner-report-watchdog doctor --home ${home.dir}`,
    });
  });
});
