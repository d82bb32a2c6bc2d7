import { chmod, symlink, writeFile } from 'node:fs/promises';

import { describe, expect, onTestFinished, test } from 'vitest';

import { canInject, runWithFault } from '../faults/injection.ts';
import { makeHome, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { eventOf, failuresOf, hook, makeUsedHome, silence } from './hookEvent.ts';

const stop = JSON.stringify(eventOf('claude', 'stop'));

describe('a home', () => {
  test('that is not there is made', async () => {
    const home = await makeHome();
    expect(await hook(home, 'claude', stop)).toMatchObject(silence);
    expect(await home.names('pending')).toHaveLength(1);
  });

  test.each([
    ['a file stands in its place', (home: TestHome) => writeFile(home.dir, '')],
    [
      'a file stands in the place of pending',
      (home: TestHome) => home.write('x', '', '.').then(() => symlink('x.md', home.path('pending'))),
    ],
    ['it is a loop of links', (home: TestHome) => symlink('home', home.dir)],
  ])('is of no use to the hook where %s', async (_what, prepare) => {
    const home = await makeHome();
    await prepare(home);
    expect(await hook(home, 'claude', stop)).toMatchObject(silence);
    expect(await home.names('pending')).toEqual([]);
  });

  testIf(process.getuid?.() !== 0, 'root may read and write everything')('may not be written', async () => {
    const home = await makeUsedHome();
    await chmod(home.dir, 0o500);
    onTestFinished(() => chmod(home.dir, 0o700));
    expect(await hook(home, 'claude', stop)).toMatchObject(silence);
    expect(await home.names('')).toEqual([]);
  });

  test.each(['', '~nobody/x', '$HOME/x', 'a\nb'])('is named wrongly: %j', async (name) => {
    const home = await makeHome();
    expect(await hook(home, 'claude', stop, ['--home', name])).toMatchObject(silence);
    expect(await home.names('pending')).toEqual([]);
  });

  testIf(canInject, 'it needs Linux and cc')('is full: nothing is said, and nothing is half there', async () => {
    const event = JSON.stringify(eventOf('codex', 'notify'));
    const words = ['hook', 'codex', event];
    for (const effect of ['ENOSPC', 'EIO', 'EROFS'] as const) {
      const home = await makeUsedHome();
      const failing = await runWithFault(home, { at: 'each', effect }, 'producer', words);
      expect(failing).toMatchObject(silence);
      expect(failing.hit).toBeDefined();
      expect(await home.names('pending')).toEqual([]);
    }
    const { calls } = await runWithFault(await makeUsedHome(), { at: 0, effect: 'ENOSPC' }, 'producer', words);
    for (let at = 1; at <= calls.length; at += 2) {
      const home = await makeUsedHome();
      expect(await runWithFault(home, { at, effect: 'ENOSPC' }, 'producer', words)).toMatchObject(silence);
      const told = (await home.names('pending')).length + (await failuresOf(home)).length;
      expect(told, calls[at - 1]).toBeGreaterThan(0);
    }
  });

  test.each(['{', '{"nonsense":1}', '{"team":3}', '\u0000'])(
    'has a config.json that cannot be used, %j: the report has no team',
    async (config) => {
      const home = await makeUsedHome();
      await writeFile(home.path('config.json'), config, { mode: 0o600 });
      expect(await hook(home, 'claude', stop)).toMatchObject(silence);
      expect(await home.names('pending')).toHaveLength(1);
      expect(await failuresOf(home)).toMatchObject([
        { agent: 'claude', message: expect.stringContaining('config.json') },
      ]);
    },
  );
});

describe('a command line that is wrong', () => {
  test.each([
    [['claud'], 'expected one of claude, codex, gemini, got "claud"'],
    [[], 'expected an agent, got nothing'],
    [['claude', '--no-such-option'], 'expected a known option'],
    [['claude', '{}', 'more'], 'got "more" too'],
    [['claude', '--team'], 'expected a value'],
    [['claude', '--subagents=perhaps'], 'expected 1 or 0'],
  ])('is noted, and ends with 0: %j', async (words, message) => {
    const home = await makeUsedHome();
    expect(await home.run('producer', ['hook', ...words])).toMatchObject(silence);
    expect(await failuresOf(home)).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  test('is noted in short, and without secrets, when an event stands in the wrong place', async () => {
    const home = await makeUsedHome();
    const event = JSON.stringify({ ...eventOf('codex', 'notify'), said: `token=hunter2hunter2 ${'x'.repeat(10_000)}` });
    expect(await home.run('producer', ['hook', 'codex', 'x', event])).toMatchObject(silence);
    const [{ message } = { message: '' }] = await failuresOf(home);
    expect(message.length).toBeLessThanOrEqual(500);
    expect(message).toContain('expected one agent and one event, got');
    expect(message).not.toContain('hunter2');
  });

  test('is noted in the home that it names', async () => {
    const [home, other] = [await makeUsedHome(), await makeUsedHome()];
    await home.run('producer', ['hook', 'gemni', '--home', other.dir]);
    expect(await failuresOf(home)).toEqual([]);
    expect(await failuresOf(other)).toMatchObject([{ agent: 'gemni', remedy: 'Did you mean "gemini"?' }]);
  });

  test('is no less silent by a variable, or with --json and --verbose', async () => {
    const home = await makeUsedHome();
    const loud = ['--json', '--verbose'];
    expect(await hook(home, 'claude', stop, loud)).toMatchObject(silence);
    expect(await hook(home, 'claude', stop, loud, { OWNER_REPORT_SUBAGENTS: 'perhaps' })).toMatchObject(silence);
    expect(await home.names('pending')).toHaveLength(1);
    expect(await failuresOf(home)).toMatchObject([{ message: expect.stringContaining('OWNER_REPORT_SUBAGENTS') }]);
  });
});
