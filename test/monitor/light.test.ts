import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';
import { root } from '../harness.ts';

// The bundle: run as modules, all that is imported anywhere is loaded.
const command = join(root, 'packages/monitor/bin/owner-report-monitor.cjs');

const noteModules = `const before = new Set(process.moduleLoadList);
process.on('exit', () => {
  const loaded = process.moduleLoadList.filter((name) => !before.has(name));
  require('node:fs').writeFileSync(process.env.TEST_MODULES, JSON.stringify(loaded));
});`;

/** Modules of Node that only some ticks need, each of which takes milliseconds to load. */
const heavy = ['crypto', 'perf_hooks', 'timers/promises', 'internal/fs/rimraf'];

/** Which of them a tick has loaded. */
async function tickHeavily(bench: Bench): Promise<string[]> {
  const [preload, modules] = [join(bench.base, 'note-modules.cjs'), join(bench.base, 'modules.json')];
  await writeFile(preload, noteModules);
  const env = { ...bench.home.environment(), TEST_MODULES: modules };
  const args = ['--require', preload, command, 'tick', ...bench.files(['tick'])];
  await execa(process.execPath, args, { extendEnv: false, env, cwd: bench.base });
  const loaded = JSON.parse(await readFile(modules, 'utf8')) as string[];
  return heavy.filter((name) => loaded.includes(`NativeModule ${name}`));
}

test('a tick with nothing to say loads nothing that it does not need', async () => {
  const bench = await makeBench();
  // It may be night here, or a night that ends between two ticks.
  await bench.configure([{ id: 'a' }], { quietHours: { start: '00:00', end: '00:00' } });
  await bench.setStatus('a', running(1));
  await tickHeavily(bench);
  expect(await bench.pending()).toHaveLength(1);
  expect(await tickHeavily(bench)).toEqual([]);
  // A check that is due gets an id.
  await bench.configure([{ id: 'b', kind: 'one_shot_read', schedule: { everySeconds: 60 } }]);
  expect(await tickHeavily(bench)).toContain('crypto');
});
