import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

import { root, until } from '../harness.ts';

test('a call of a command finds one build or the next, whole, while it is built anew', async () => {
  const base = await mkdtemp(join(tmpdir(), 'owner-report-build-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const bundles = join(base, 'packages/x/dist/bundle');
  await mkdir(join(base, 'scripts'));
  await symlink(join(root, 'scripts/bundle'), join(base, 'scripts/bundle'));
  const fixture = join(root, 'test/fixtures/build/republish.mjs');
  const building = execa(process.execPath, [fixture], { cwd: base, buffer: false });
  onTestFinished(() => void building.kill());
  let said = '';
  building.stdout.on('data', (chunk) => (said += String(chunk)));
  const built = () => said.split('\n').length - 1;
  await until('the first build', () => built() === 1);
  const numbers = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const calls = [1, 2, 3].map(() => execa(process.execPath, [join(bundles, 'start.cjs')]));
    building.stdin.write('again\n');
    for (const { stdout, stderr } of await Promise.all(calls)) {
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^build \d+$/);
      numbers.add(stdout);
    }
    // A call outlives one build, and no second one.
    await until('the build', () => built() === round + 2);
  }
  expect(numbers.size).toBeGreaterThan(1);
  building.stdin.end();
  await building;
  // The last one, the one before it for calls that have begun, and the file that starts the last one.
  expect(await readdir(bundles)).toHaveLength(3);
});
