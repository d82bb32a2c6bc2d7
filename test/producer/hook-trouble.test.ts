import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';

import { canInject, runWithFault } from '../faults/injection.ts';
import { text } from '../fixtures/reports.ts';
import { commandPath, makeHome, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { type Agent, eventOf, hook, listEvents, silence } from './hookEvent.ts';
import { canMakeTerminal } from './runCommand.ts';

const stop = JSON.stringify(eventOf('claude', 'stop'));

interface Failure {
  agent: string;
  message: string;
  remedy?: string;
}

async function failuresOf(home: TestHome): Promise<Failure[]> {
  const lines = await readFile(home.path('hook-failures.jsonl'), 'utf8').catch(() => '');
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Failure);
}

/** A home that is there, as after the first report. */
async function makeUsedHome(): Promise<TestHome> {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  return home;
}

/** Runs the hook from a shell, which says what it has for stdin, stdout and stderr. */
function shell(home: TestHome, script: string, env: NodeJS.ProcessEnv = {}) {
  return execa('sh', ['-c', script, commandPath('producer')], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    cwd: home.base,
    env: { ...home.environment(), EVENT: stop, ...env },
  });
}

describe('an event that cannot be read is noted in the home alone', () => {
  test.each([
    ['nothing', ''],
    ['blanks', ' \n'],
    ['no JSON', 'Stop'],
    ['half of one', stop.slice(0, 100)],
    ['text', '"Stop"'],
    ['a list', `[${stop}]`],
    ['null', 'null'],
    ['deep nesting', '['.repeat(1_000_000)],
  ])('%s', async (_what, event) => {
    const home = await makeUsedHome();
    for (const agent of ['claude', 'codex', 'gemini'] as const)
      expect(await hook(home, agent, event)).toMatchObject(silence);
    expect(await home.names('pending')).toEqual([]);
    const failures = await failuresOf(home);
    expect(failures.map(({ agent }) => agent)).toEqual(['claude', 'codex', 'gemini']);
    for (const { message } of failures)
      expect(message).toContain('expected an event, which is an object of JSON, got ');
  });

  test('one of 50 MB', async () => {
    const home = await makeUsedHome();
    const event = JSON.stringify({ ...eventOf('claude', 'stop'), last_assistant_message: 'x'.repeat(50_000_000) });
    expect(await hook(home, 'claude', event)).toMatchObject(silence);
    expect(await home.names('pending')).toEqual([]);
    expect(await failuresOf(home)).toHaveLength(1);
  });

  test('what it holds is not noted', async () => {
    const home = await makeUsedHome();
    await hook(home, 'claude', 'a confidential word');
    expect(await failuresOf(home)).toHaveLength(1);
    expect(await readFile(home.path('hook-failures.jsonl'), 'utf8')).not.toContain('confidential');
  });
});

describe('stdin', () => {
  test('that nobody closes is not waited for', async () => {
    const home = await makeUsedHome();
    // Its writer is there until the hook has ended.
    const hold = 'mkfifo pipe; exec 3<>pipe;';
    expect(await shell(home, `${hold} "$0" hook claude < pipe 3<&-`)).toMatchObject(silence);
    expect(await failuresOf(home)).toMatchObject([{ message: expect.stringContaining('got nothing') }]);
    const send = `exec 3<>pipe; printf %s "$EVENT" >&3; "$0" hook claude < pipe 3<&-`;
    expect(await shell(home, send)).toMatchObject(silence);
    expect(await home.names('pending')).toHaveLength(1);
  });

  test.each(['< /dev/null', '<&-', '< .', '< event', '< /dev/zero', '0> written'])(
    'of any other kind does no harm: %s',
    async (redirection) => {
      const home = await makeUsedHome();
      await writeFile(join(home.base, 'event'), stop);
      expect(await shell(home, `"$0" hook claude ${redirection}`)).toMatchObject(silence);
      expect((await home.names('pending')).length + (await failuresOf(home)).length).toBe(1);
    },
  );
});

describe('stdout and stderr', () => {
  test.each(['>&- 2>&-', '<&- >&- 2>&-', '> /dev/full 2>&1', '> gone 2> gone'])(
    'that take nothing change nothing: %s',
    async (redirection) => {
      const home = await makeHome();
      const gone = redirection.includes('gone') ? 'mkfifo gone; exec 3<>gone; exec 4>gone; exec 3<&-;' : '';
      const to = redirection.replaceAll('> gone', '>&4').replace('2> gone', '2>&4');
      const script = `${gone} "$0" hook codex "$EVENT" ${to}`;
      const event = JSON.stringify(eventOf('codex', 'notify'));
      expect(await shell(home, script, { EVENT: event })).toMatchObject(silence);
      expect(await home.names('pending')).toHaveLength(1);
    },
  );
});

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

test('what is noted of failures does not grow for ever', async () => {
  const home = await makeUsedHome();
  await writeFile(home.path('hook-failures.jsonl'), `${'x'.repeat(300_000)}\n`);
  await hook(home, 'claude', '');
  expect(await failuresOf(home)).toHaveLength(1);
});

testIf(canMakeTerminal, 'it needs the script command of util-linux')(
  'on a terminal it says what came of the event, and ends with 0 all the same',
  async () => {
    const home = await makeUsedHome();
    const type = async (line: string) => {
      const words = ['-qec', line.replaceAll('hook', `'${commandPath('producer')}' hook`), '/dev/null'];
      const env = { ...home.environment(), EVENT: stop };
      return await execa('script', words, { extendEnv: false, env, reject: false, stdin: 'ignore' });
    };
    const pending = (await type(`printf %s "$EVENT" | hook claude`)).stdout;
    expect(pending).toContain(home.path('pending', (await home.names('pending'))[0]));
    expect(await type(`printf %s "$EVENT" | hook claude`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('already pending'),
    });
    expect(await type(`echo '{}' | hook claude`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('This event is no news'),
    });
    expect(await type(`echo x | hook claud`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('expected one of claude, codex, gemini, got "claud"'),
    });
    expect(await failuresOf(home)).toHaveLength(1);
  },
);

const known = (['claude', 'codex', 'gemini'] as const).flatMap((agent) =>
  listEvents(agent).map((name) => ({ agent, event: eventOf(agent, name) })),
);
const anything = fc.oneof({ weight: 3, arbitrary: text }, { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) });

/** Events of every kind, in which any field may hold anything, be missing, or be one too many. */
const oddEvents = fc
  .record({ of: fc.constantFrom(...known), changes: fc.array(fc.tuple(fc.nat(), anything), { maxLength: 5 }) })
  .map(({ of: { agent, event }, changes }) => {
    const keys = [...Object.keys(event), 'agent_id', 'background_tasks', 'odd'];
    const changed = changes.map(([index, value]) => [keys[index % keys.length] ?? '', value] as const);
    return { agent: agent as Agent, event: { ...event, ...Object.fromEntries(changed) } as Record<string, unknown> };
  });

test('whatever an event holds, the agent sees nothing of it, and the report is valid', async () => {
  const home = await makeUsedHome();
  const property = fc.asyncProperty(
    fc.array(
      fc.oneof(oddEvents, fc.record({ agent: fc.constantFrom('claude', 'codex', 'gemini'), event: fc.json() })),
      {
        minLength: 4,
        maxLength: 4,
      },
    ),
    async (events) => {
      const args = events.map(
        ({ agent, event }) => [agent as Agent, typeof event === 'string' ? event : JSON.stringify(event)] as const,
      );
      const results = await Promise.all(args.map(([agent, event]) => hook(home, agent, event, ['--subagents'])));
      for (const result of results) expect(result).toMatchObject(silence);
    },
  );
  await fc.assert(property, { numRuns: 10 });
  // All that was enqueued can be read and sent.
  const count = (await home.names('pending')).length;
  expect(count).toBeGreaterThan(0);
  expect((await failuresOf(home)).filter(({ message }) => !message.startsWith('expected an event'))).toEqual([]);
  expect(await home.run('watchdog', ['--all', '--send-cmd', 'cat > /dev/null'])).toMatchObject({ exitCode: 0 });
  expect(await home.names('sent')).toHaveLength(count);
});
