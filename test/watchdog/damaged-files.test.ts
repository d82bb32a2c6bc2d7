import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { clockEnvironment, makeHome, type TestHome } from '../harness.ts';

async function makeDamaged(files: Record<string, string>): Promise<TestHome> {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) await writeFile(home.path(name), text, { mode: 0o600 });
  return home;
}

const at = new Date().toISOString();

const oddLines = [
  { at, event: 5, report_id: 'odd' },
  { at, event: 'sent' },
  { at, event: 'sent', report_id: { a: 1 } },
  { at, event: 'sent', report_id: 'odd', route: { a: 1 } },
  { at, event: 'sent', report_id: 'odd', duration_ms: '1' },
  { at: 'yesterday', event: 'sent', report_id: 'odd' },
  { at: 5, event: 'sent', report_id: 'odd' },
];

test('lines of the log that are none of ours are passed over by all who read it', async () => {
  const lines = [...oddLines, { at, event: 'sent', report_id: 'r1' }, ...oddLines];
  const home = await makeDamaged({ 'deliveries.jsonl': lines.map((line) => `${JSON.stringify(line)}\n`).join('') });
  const file = join(home.base, 'page.html');
  const history = await home.run('watchdog', ['history', '--since', '1w']);
  expect(history).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^[^\n]*  sent +r1\n$/), stderr: '' });
  const metrics = await home.run('watchdog', ['metrics']);
  expect(metrics).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('owner_report_deliveries_total{outcome="sent",route="default"} 1\n'),
  });
  expect(metrics.stdout).not.toContain('NaN');
  expect(await home.run('watchdog', ['page', '--file', file])).toMatchObject({ exitCode: 0 });
  const page = await readFile(file, 'utf8');
  expect(page).toContain('1 sent, 0 not');
  expect(page).not.toMatch(/NaN|Infinity/);
  const status = await home.run('watchdog', ['status', '--json']);
  expect(JSON.parse(String(status.stdout))).toMatchObject({ last_success: { report_id: 'r1', at } });
});

const odd = '{"at":"yesterday","exit_code":0}';

test('a note whose time is none counts as none', async () => {
  const home = await makeDamaged({ 'last-pass.json': odd, 'last-tick.json': odd });
  const status = await home.run('watchdog', ['status', '--json', '--max-silence', '10m']);
  expect(status.exitCode).toBe(75);
  expect(JSON.parse(String(status.stdout))).toMatchObject({
    last_pass: null,
    last_tick: null,
    complaints: ['no pass is on record, so that it cannot be told when the last one ended'],
  });
  const text = String((await home.run('watchdog', ['metrics'])).stdout);
  expect(text).toContain('owner_report_build_info');
  expect(text).not.toMatch(/NaN|last_pass|last_tick/);
});

// The most memory that a command had, in KiB, on its stderr.
const tellMemory = `--import=data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => console.error(`maxRSS ${process.resourceUsage().maxRSS}`))',
)}`;

test('a note that is far too large takes no memory', async () => {
  const notes = ['last-pass.json', 'last-tick.json', 'counters.json'];
  const home = await makeDamaged(Object.fromEntries(notes.map((name) => [name, odd])));
  for (const name of notes) await truncate(home.path(name), 1024 ** 3);
  for (const args of [['status'], ['metrics'], ['page', '--file', join(home.base, 'page.html')]]) {
    const { exitCode, stderr } = await home.run('watchdog', args, { env: { NODE_OPTIONS: tellMemory } });
    expect(exitCode).toBe(0);
    const kib = Number(/^maxRSS (\d+)$/m.exec(String(stderr))?.[1]);
    expect(kib).toBeLessThan(512 * 1024);
  }
});

test('the page tells a time that is ahead of its clock', async () => {
  const noon = '2026-01-15T12:00:00.000Z';
  const home = await makeDamaged({ 'last-pass.json': JSON.stringify({ at: noon, exit_code: 0 }) });
  const file = join(home.base, 'page.html');
  await home.run('watchdog', ['page', '--file', file], { env: clockEnvironment({ at: '2026-01-15T11:00:00.000Z' }) });
  expect(await readFile(file, 'utf8')).toMatch(/>1 h ahead of that clock</);
});
