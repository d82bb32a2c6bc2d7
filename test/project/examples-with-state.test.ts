import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { root, until } from '../harness.ts';
import { forEver, copyExample, stopAtTheEnd, killGroupOf } from './exampleCopy.ts';

describe('sync-and-verify', () => {
  test('goes on after a kill where it was, and its end is verified', async () => {
    const example = await copyExample('sync-and-verify');
    stopAtTheEnd(example, 'sync');
    const source = join(example.home.base, 'source with space');
    await mkdir(join(source, 'below'), { recursive: true });
    for (const name of ['a', 'b c', 'below/d', "below/it's"]) await writeFile(join(source, name), `first ${name}\n`);
    example.env['SYNC_SOURCE'] = source;

    expect((await example.monitor(['start', 'sync'], { SYNC_PAUSE: forEver })).code).toBe(0);
    const before = await until('the first file', async () => {
      const status = await example.status('sync');
      return status.progress['files'] === 1 && status;
    });
    expect(before).toMatchObject({ state: 'running', progress: { files: 1, of: 4 } });
    await killGroupOf(before.pid as number);
    await until('the death of the worker', async () => (await example.status('sync')).state === 'paused');
    // It is copied already, so that a run which went on does not see this.
    await writeFile(join(source, 'a'), 'second\n');

    await example.monitor(['tick']);
    expect((await example.reports()).join()).toMatch(/paused \(stopReason=killed\)[^•]*- AUTORUN: started/);
    await until('the completion', async () => (await example.status('sync')).state === 'completed');
    expect(await readFile(example.path('data/copy/a'), 'utf8')).toBe('first a\n');
    expect(await readFile(example.path("data/copy/below/it's"), 'utf8')).toBe("first below/it's\n");

    await example.monitor(['tick']);
    expect((await example.monitor(['queue'])).out).toMatch(/^pending {2}verify-backup/);
    await example.monitor(['tick']);
    expect((await example.monitor(['queue'])).out).toMatch(/^done {2}verify-backup .* exit 0/);
  });

  test('stops when it is told to, and no tick resumes it then', async () => {
    const example = await copyExample('sync-and-verify');
    stopAtTheEnd(example, 'sync');
    await example.monitor(['start', 'sync'], { SYNC_PAUSE: forEver });
    await until('the first file', async () => (await example.status('sync')).progress['files'] === 1);
    expect((await example.monitor(['stop', 'sync'])).code).toBe(0);
    expect(await example.status('sync')).toMatchObject({ state: 'paused', stop_reason: 'stopped' });
    await example.monitor(['tick']);
    expect((await example.reports()).join()).toContain('ACTION REQUIRED: stopped by hand');
    expect((await example.status('sync')).state).toBe('paused');
    await example.monitor(['start', 'sync']);
    await until('the completion', async () => (await example.status('sync')).state === 'completed');
    expect((await example.monitor(['run', 'verify-backup'])).code).toBe(0);
  });

  test('verification raises an alert when the copy was changed, or is not there', async () => {
    const example = await copyExample('sync-and-verify');
    stopAtTheEnd(example, 'sync');
    expect((await example.monitor(['run', 'verify-backup'])).out).toContain('ALERT: there is no complete copy');
    await example.monitor(['start', 'sync']);
    await until('the completion', async () => (await example.status('sync')).state === 'completed');
    await writeFile(example.path('data/copy/README.md'), 'changed');
    const { code, out } = await example.monitor(['run', 'verify-backup']);
    expect(code).toBe(1);
    expect(out).toMatch(/README\.md: FAILED/);
    expect((await example.reports()).at(-1)).toContain('status: alert');
  });
});

describe('inventory-scan', () => {
  test('goes on after a kill from its checkpoint', async () => {
    const example = await copyExample('inventory-scan');
    stopAtTheEnd(example, 'inventory');
    const tree = join(example.home.base, 'tree');
    for (const name of ['a.txt', 'one/b.txt', 'one/deep/c.md', 'two/d']) {
      await mkdir(join(tree, name, '..'), { recursive: true });
      await writeFile(join(tree, name), '12345');
    }
    example.env['SCAN_ROOT'] = tree;

    await example.monitor(['start', 'inventory'], { SCAN_PAUSE_MS: '3600000' });
    const before = await until('the first directory', async () => {
      const status = await example.status('inventory');
      return status.progress['directories'] === 1 && status;
    });
    expect(before).toMatchObject({ state: 'running', progress: { files: 1, left: 2 } });
    process.kill(before.pid as number, 'SIGKILL');
    await until('the death of the worker', async () => (await example.status('inventory')).state === 'paused');
    // Its directory is counted already, so that a scan which went on does not see this.
    await writeFile(join(tree, 'later.txt'), '');

    await example.monitor(['tick']);
    expect((await example.reports()).join()).toMatch(/paused \(stopReason=killed\)[^•]*- AUTORUN: started/);
    await until('the completion', async () => (await example.status('inventory')).state === 'completed');
    expect(JSON.parse(await readFile(example.path('data/inventory.json'), 'utf8'))).toEqual({
      root: tree,
      directories: 4,
      files: 4,
      bytes: 20,
      unreadable: 0,
      byEnding: { '.txt': 2, '.md': 1, '(none)': 1 },
    });
  });

  test('stops in the middle of a pause, keeps its checkpoint, and begins anew after its completion', async () => {
    const example = await copyExample('inventory-scan');
    stopAtTheEnd(example, 'inventory');
    await example.monitor(['start', 'inventory'], { SCAN_PAUSE_MS: '3600000' });
    await until('the first directory', async () => (await example.status('inventory')).progress['directories'] === 1);
    expect((await example.monitor(['stop', 'inventory'])).code).toBe(0);
    expect(await example.status('inventory')).toMatchObject({ state: 'paused', stop_reason: 'stopped' });
    await example.monitor(['start', 'inventory']);
    await until('the completion', async () => (await example.status('inventory')).state === 'completed');
    const { files = 0 } = (await example.status('inventory')).progress;
    await writeFile(example.path('one more'), '');
    await example.monitor(['start', 'inventory']);
    await until('the file that came later', async () => {
      const { state, progress } = await example.status('inventory');
      return state === 'completed' && progress['files'] === files + 1;
    });
  });
});

describe('config-change', () => {
  const approve = (job: string) => ['approve', job, '--by', 'alice', '--reason', 'ticket 42'];

  test('needs an approval, is verified by the next tick, and can be rolled back', async () => {
    const example = await copyExample('config-change');
    expect((await example.monitor(['run', 'raise-limit'])).code).toBe(77);
    expect((await example.reports())[0]).toContain('status: action_required');

    expect((await example.monitor(approve('raise-limit'))).code).toBe(0);
    const run = await example.monitor(['run', 'raise-limit']);
    expect(run.code).toBe(0);
    expect(run.out).toContain('roll back:');
    expect(await readFile(example.path('data/service.conf'), 'utf8')).toContain('max_connections = 200');
    await example.monitor(['tick']);
    expect((await example.reports()).at(-1)).toContain('verification of raise-limit passed');
    expect((await example.monitor(['run', 'raise-limit'])).code).toBe(77);

    await example.monitor(approve('roll-back'));
    expect((await example.monitor(['run', 'roll-back'])).code).toBe(0);
    await example.monitor(['tick']);
    expect((await example.reports()).at(-1)).toContain('verification of roll-back passed');
    const sample = await readFile(join(root, 'examples/config-change/service.conf'), 'utf8');
    expect(await readFile(example.path('data/service.conf'), 'utf8')).toBe(sample);
  });

  test('says how to roll back when its verification fails', async () => {
    const example = await copyExample('config-change');
    await example.monitor(approve('raise-limit'));
    await example.monitor(['run', 'raise-limit']);
    await writeFile(example.path('data/service.conf'), 'max_connections = 150\n');
    await example.monitor(['tick']);
    const report = (await example.reports()).at(-1);
    expect(report).toContain('status: alert');
    expect(report).toContain('ACTION REQUIRED: verification of raise-limit failed');
    expect(report).toContain('expected 200; roll back: owner-report-monitor approve roll-back');
  });

  test('changes nothing when the line is not as expected', async () => {
    const example = await copyExample('config-change');
    await writeFile(example.path('own.conf'), 'max_connections = many\n');
    await example.monitor(approve('raise-limit'));
    const env = { CHANGE_FILE: 'own.conf' };
    expect((await example.monitor(['run', 'raise-limit'], env)).code).toBe(65);
    expect(await readFile(example.path('own.conf'), 'utf8')).toBe('max_connections = many\n');
  });
});
