import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';

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
