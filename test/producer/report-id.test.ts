/* oxlint-disable no-control-regex -- they are what is looked for */
import { chmod, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';

import { describe, expect, onTestFinished, test } from 'vitest';

import { makeHome, reportText } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { fields } from './fields.ts';

describe('--report-id', () => {
  const args = [...fields, '--done', 'x', '--report-id', 'one'];

  test.each(['pending', 'sent', 'held'])('makes the same report in %s a success that says so', async (place) => {
    const home = await makeHome();
    await home.run('producer', args);
    const path = home.path(place, 'one.md');
    await rename(home.path('pending', 'one.md'), path);
    const before = await readFile(path);
    expect(await home.run('producer', args)).toMatchObject({
      exitCode: 0,
      stdout: `${path}\n`,
      stderr: `already ${place}: ${path}\n`,
    });
    const json = await home.run('producer', [...args, '--json', '--quiet']);
    expect(JSON.parse(String(json.stdout))).toMatchObject({ state: place, outcome: 'already-there', path });
    expect(json.stderr).toBe('');
    expect(await readFile(path)).toEqual(before);
    expect(await home.names('pending')).toEqual(place === 'pending' ? ['one.md'] : []);
  });

  test.each(['pending', 'sent', 'held'])('is refused with 65 when another report in %s has it', async (place) => {
    const home = await makeHome();
    await home.write('one', reportText('one'), place);
    expect(await home.run('producer', args)).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining(home.path(place, 'one.md')),
    });
    expect(await readFile(home.path(place, 'one.md'), 'utf8')).toBe(reportText('one'));
  });

  test('gives one report to sixty producers at once', async () => {
    const home = await makeHome();
    const results = await Promise.all(Array.from({ length: 60 }, () => home.run('producer', [...args, '--json'])));
    expect(new Set(results.map((result) => result.exitCode))).toEqual(new Set([0]));
    const outcomes = results.map((result) => (JSON.parse(String(result.stdout)) as { outcome: string }).outcome);
    expect(outcomes.filter((outcome) => outcome === 'enqueued')).toHaveLength(1);
    expect(await home.names('pending')).toEqual(['one.md']);
    expect(await home.names('tmp')).toEqual([]);
  });

  test('lets one of many different reports win', async () => {
    const home = await makeHome();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        home.run('producer', [...fields, '--done', `x${index}`, '--report-id', 'one']),
      ),
    );
    expect(results.map((result) => result.exitCode).sort()).toEqual([0, ...Array.from({ length: 19 }, () => 65)]);
  });
});

describe('a home that cannot be used', () => {
  test('gives 73 when it cannot be created', async () => {
    const home = await makeHome();
    await writeFile(home.dir, 'in the way');
    expect(await home.run('producer', [...fields, '--done', 'x'])).toMatchObject({
      exitCode: 73,
      stdout: '',
      stderr: expect.stringContaining(home.dir),
    });
  });

  test('gives an error and leaves no report when a place is a dangling link', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    await symlink('nowhere', home.path('pending'));
    const result = await home.run('producer', [...fields, '--done', 'x']);
    expect([73, 74]).toContain(result.exitCode);
    expect(result.stdout).toBe('');
  });

  testIf(process.getuid?.() !== 0, 'root may read and write everything')(
    'gives 74 when pending is not writable',
    async () => {
      const home = await makeHome();
      await home.produce();
      await chmod(home.path('pending'), 0o500);
      // Its home is removed after the test.
      onTestFinished(() => chmod(home.path('pending'), 0o700));
      expect(await home.run('producer', [...fields, '--done', 'x'])).toMatchObject({ exitCode: 74 });
    },
  );
});
