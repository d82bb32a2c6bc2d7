import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeBench, running } from '../fixtures/monitor/bench.ts';
import { makeHome, reportText, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const testWithPromtool = testIf(hasPromtool, 'no promtool: install prometheus');

async function metrics(home: TestHome): Promise<string> {
  const { exitCode, stdout, stderr } = await home.run('watchdog', ['metrics']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return String(stdout);
}

/** Values by name and labels, as they are printed. */
function valuesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

async function configure(home: TestHome, config: object): Promise<void> {
  await mkdir(home.dir, { recursive: true, mode: 0o700 });
  await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
}

const routes = [{ name: 'urgent', match: { status: 'alert' }, sendCommand: 'exit 1' }];

test('the queue is told by place and route, attempts by their end, with the times that matter', async () => {
  const home = await makeHome();
  await configure(home, { sendCommand: 'true', routes });
  await home.write('20260101T000000000Z-a', reportText('20260101T000000000Z-a', { status: 'alert' }));
  for (const id of ['r1', 'r2', 'r3']) await home.write(id, reportText(id));
  await home.run('watchdog', ['hold', 'r3', '--reason', 'x']);
  await home.run('watchdog', ['--max-count', '1']);
  const values = valuesOf(await metrics(home));
  expect(values).toMatchObject({
    'owner_report_build_info{version="1.0.0"}': 1,
    'owner_report_queue_reports{place="pending",route="urgent"}': 1,
    'owner_report_queue_reports{place="pending",route="default"}': 1,
    'owner_report_queue_reports{place="held"}': 1,
    'owner_report_queue_reports{place="sent"}': 1,
    'owner_report_queue_head_created_timestamp_seconds{route="urgent"}': Date.UTC(2026, 0, 1) / 1000,
    'owner_report_deliveries_total{outcome="failed",route="urgent"}': 1,
    'owner_report_deliveries_total{outcome="sent",route="urgent"}': 0,
    'owner_report_deliveries_total{outcome="sent",route="default"}': 1,
    owner_report_last_pass_exit_code: 75,
  });
  const [, sent] = await home.deliveries().then((lines) => lines.filter(({ event }) => event !== 'held'));
  expect(values['owner_report_last_success_timestamp_seconds']).toBe(Date.parse(String(sent?.['at'])) / 1000);
  const pass = JSON.parse(await readFile(home.path('last-pass.json'), 'utf8')) as { at: string };
  expect(values['owner_report_last_pass_timestamp_seconds']).toBe(Date.parse(pass.at) / 1000);
});

test('jobs are counted by how they stood at the end of the last tick', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }, { id: 'b' }, { id: 'c', enabled: false }]);
  await bench.setStatus('a', running(1));
  await bench.setOutput('b', 'status', 'no JSON');
  await bench.tick('12:00');
  expect(valuesOf(await metrics(bench.home))).toMatchObject({
    'owner_report_monitor_jobs{state="running"}': 1,
    'owner_report_monitor_jobs{state="unknown"}': 1,
    'owner_report_monitor_jobs{state="disabled"}': 1,
    'owner_report_monitor_jobs{state="stalled"}': 0,
    owner_report_monitor_last_tick_exit_code: 0,
    owner_report_monitor_last_tick_timestamp_seconds: expect.any(Number),
  });
});

testWithPromtool('promtool finds nothing to complain of, whatever there is to tell', async () => {
  const bench = await makeBench();
  const { home } = bench;
  await configure(home, { sendCommand: 'true', routes });
  await bench.configure([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  await bench.tick('12:00');
  await home.write('r0', reportText('r0', { status: 'alert' }));
  await home.run('watchdog', ['--all']);
  const text = await metrics(home);
  expect(Object.keys(valuesOf(text)).length).toBeGreaterThan(20);
  const checked = await execa('promtool', ['check', 'metrics'], { input: text, reject: false, all: true });
  expect(checked).toMatchObject({ exitCode: 0, all: '' });
  // It is not one that finds nothing in anything.
  const wrong = await execa('promtool', ['check', 'metrics'], { input: text.replaceAll('_total', ''), reject: false });
  expect(wrong.exitCode).not.toBe(0);
});

test('counters go on from what they were when logs are rotated, pruned, and rotated again', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  await home.run('watchdog', ['--send-cmd', 'exit 1']);
  const total = async (outcome: string) =>
    valuesOf(await metrics(home))[`owner_report_deliveries_total{outcome="${outcome}",route="default"}`];
  const rotated = () => home.names('').then((names) => names.filter((name) => name.startsWith('deliveries-')));
  // Nothing is younger than that.
  const prune = () => home.run('watchdog', ['prune', '--older-than', '0s']);
  await prune();
  expect(await rotated()).toHaveLength(1);
  expect(await total('failed')).toBe(1);
  await home.run('watchdog', ['--send-cmd', 'exit 1']);
  await prune();
  expect(await rotated()).toHaveLength(1);
  expect(await home.names('')).not.toContain('deliveries.jsonl');
  expect(await total('failed')).toBe(2);
  await home.run('watchdog', ['--send-cmd', 'true']);
  await prune();
  await prune();
  expect(await rotated()).toEqual([]);
  expect([await total('failed'), await total('sent')]).toEqual([2, 1]);
});

test('counters go on, too, where a log was rotated while the clock was ahead', async () => {
  const home = await makeHome();
  const line = (at: string) => `${JSON.stringify({ schemaVersion: 1, event: 'sent', report_id: 'r1', at })}\n`;
  await home.write('r1', reportText('r1'));
  await home.run('watchdog', ['--send-cmd', 'true']);
  await writeFile(home.path('deliveries-20200101T000000000Z.jsonl'), line('2020-01-01T00:00:00.000Z'));
  await writeFile(home.path('deliveries-21000101T000000000Z.jsonl'), line('2100-01-01T00:00:00.000Z'));
  const total = async () =>
    valuesOf(await metrics(home))['owner_report_deliveries_total{outcome="sent",route="default"}'];
  expect(await total()).toBe(3);
  for (const logs of [1, 1]) {
    const { stdout } = await home.run('watchdog', ['prune', '--older-than', '0s', '--json']);
    expect(JSON.parse(String(stdout))).toMatchObject({ logs });
    expect(await total()).toBe(3);
  }
});

describe('--file', () => {
  test('is replaced in one step, for everybody to read, and nothing is printed', async () => {
    const home = await makeHome();
    const file = join(home.base, 'owner-report.prom');
    const args = ['metrics', '--file', file];
    expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    const { ino } = await stat(file);
    await chmod(file, 0o640);
    await home.run('watchdog', args);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await stat(file)).ino).not.toBe(ino);
    expect(await readFile(file, 'utf8')).toBe(await metrics(home));
    expect((await readdir(home.base)).filter((name) => name.includes('.new'))).toEqual([]);
  });

  test('follows a link, and takes the place of nothing but a file', async () => {
    const home = await makeHome();
    await mkdir(join(home.base, 'far'));
    await symlink('far/real.prom', join(home.base, 'link.prom'));
    await writeFile(join(home.base, 'far/real.prom'), 'old');
    await home.run('watchdog', ['metrics', '--file', join(home.base, 'link.prom')]);
    expect(await readFile(join(home.base, 'far/real.prom'), 'utf8')).toContain('owner_report_build_info');
    await symlink('far/new.prom', join(home.base, 'early.prom'));
    await home.run('watchdog', ['metrics', '--file', join(home.base, 'early.prom')]);
    expect(await readdir(join(home.base, 'far'))).toEqual(['new.prom', 'real.prom']);
    await execa('mkfifo', [join(home.base, 'fifo')]);
    for (const [file, exitCode] of [
      ['fifo', 64],
      ['far', 64],
      ['missing/x.prom', 73],
    ] as const) {
      const { stderr, ...result } = await home.run('watchdog', ['metrics', '--file', join(home.base, file)]);
      expect(result.exitCode).toBe(exitCode);
      expect(stderr).toContain(`--file ${join(home.base, file)}: `);
    }
    expect((await stat(join(home.base, 'fifo'))).isFIFO()).toBe(true);
  });
});

test('a home that is not there is told as it stands, and not made', async () => {
  const home = await makeHome();
  expect(valuesOf(await metrics(home))).toMatchObject({
    'owner_report_queue_reports{place="pending",route="default"}': 0,
  });
  expect(await home.names('')).toEqual([]);
});

test('--json gives one document', async () => {
  const home = await makeHome();
  const { stdout } = await home.run('watchdog', ['metrics', '--json']);
  const { metrics: told } = JSON.parse(String(stdout)) as { metrics: { name: string; samples: object[] }[] };
  expect(told.find(({ name }) => name === 'owner_report_queue_reports')?.samples).toContainEqual({
    labels: { place: 'pending', route: 'default' },
    value: 0,
  });
});
