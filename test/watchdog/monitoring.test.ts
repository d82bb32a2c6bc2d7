import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, test } from 'vitest';

import { readPage } from '../fixtures/markdown.ts';
import { makeBench, running } from '../fixtures/monitor/bench.ts';
import { blocksOf } from '../fixtures/pages.ts';
import { makeHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { threeLanes, writeAt, writeConfig } from './routes.ts';

const page = readPage('docs/monitoring.md');
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const testWithPromtool = testIf(hasPromtool, 'no promtool: install prometheus');

interface Metric {
  name: string;
  type: string;
  samples: { labels?: Record<string, string> }[];
}

test('the table of metrics is what the command prints', async () => {
  const bench = await makeBench();
  const { home } = bench;
  await writeConfig(home, threeLanes(home));
  await bench.configure([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  await bench.tick('12:00');
  for (const second of [1, 2]) await writeAt(home, second);
  await home.run('watchdog', ['--max-count', '1']);
  const { stdout } = await home.run('watchdog', ['metrics', '--json']);
  const { metrics } = JSON.parse(String(stdout)) as { metrics: Metric[] };
  const told = metrics.map(({ name, type, samples }) => {
    const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels ?? {})));
    return [name, type, [...labels].sort().join(', ')];
  });
  const rows = [...page.matchAll(/^\| `(owner_report_\w+)` \| (\w+) \| ([^|]*) \|/gm)];
  expect(told).toEqual(rows.map(([, name, type, labels = '']) => [name, type, labels.replaceAll(/[`–]/g, '')]));
  expect(told.flat()).toContain('owner_report_monitor_jobs');
});

const rules = blocksOf(page, 'yaml').join('');
const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name);

test('rules speak of metrics that there are', () => {
  const named = [...rules.matchAll(/owner_report_\w+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThanOrEqual(alerts.length);
  expect(named.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});

testWithPromtool('promtool takes the rules, and each one fires when it should and not before', async () => {
  const { base } = await makeHome();
  await writeFile(join(base, 'rules.yml'), rules);
  const check = () => execa('promtool', ['check', 'rules', 'rules.yml'], { cwd: base, reject: false, all: true });
  expect(alerts.length).toBeGreaterThan(2);
  expect(await check()).toMatchObject({ exitCode: 0, all: expect.stringContaining(`${alerts.length} rules found`) });
  // A value each minute: for half an hour all is well, then nothing comes any more but failures.
  const still = '0+60x30 1800+0x90';
  const series = {
    'owner_report_queue_head_created_timestamp_seconds{route="default"}': still,
    owner_report_last_pass_timestamp_seconds: still,
    'owner_report_deliveries_total{outcome="failed",route="default"}': '0+0x30 1+1x90',
    'owner_report_deliveries_total{outcome="sent",route="default"}': '0+9x120',
    owner_report_monitor_last_tick_timestamp_seconds: still,
  };
  const firing = 'count by (alertname) (ALERTS{alertstate="firing"})';
  const fired = alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }));
  const tests = {
    rule_files: ['rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [
          { expr: firing, eval_time: '30m', exp_samples: [] },
          { expr: firing, eval_time: '90m', exp_samples: fired },
        ],
      },
    ],
  };
  await writeFile(join(base, 'tests.yml'), JSON.stringify(tests));
  const tried = await execa('promtool', ['test', 'rules', 'tests.yml'], { cwd: base, reject: false, all: true });
  expect(tried).toMatchObject({ exitCode: 0, all: expect.stringContaining('SUCCESS') });
});
