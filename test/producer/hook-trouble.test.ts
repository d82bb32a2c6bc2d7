import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { text } from '../fixtures/reports.ts';
import { commandPath, makeHome, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { type Agent, eventOf, failuresOf, hook, listEvents, makeUsedHome, silence } from './hookEvent.ts';
import { canMakeTerminal } from './runCommand.ts';

const stop = JSON.stringify(eventOf('claude', 'stop'));

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
    expect(pending).toContain(home.path('pending', String((await home.names('pending'))[0])));
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
    return { agent, event: { ...event, ...Object.fromEntries(changed) } };
  });

test('whatever an event holds, the agent sees nothing of it, and the report is valid', async () => {
  const home = await makeUsedHome();
  const agents: Agent[] = ['claude', 'codex', 'gemini'];
  const texts = fc.record({ agent: fc.constantFrom(...agents), event: fc.json() });
  const some = fc.array(fc.oneof(oddEvents, texts), { minLength: 4, maxLength: 4 });
  const property = fc.asyncProperty(some, async (events) => {
    const runs = events.map(({ agent, event }) => {
      const words = typeof event === 'string' ? event : JSON.stringify(event);
      return hook(home, agent, words, ['--subagents']);
    });
    for (const result of await Promise.all(runs)) expect(result).toMatchObject(silence);
  });
  await fc.assert(property, { numRuns: 10 });
  // All that was enqueued can be read and sent.
  const count = (await home.names('pending')).length;
  expect(count).toBeGreaterThan(0);
  expect((await failuresOf(home)).filter(({ message }) => !message.startsWith('expected an event'))).toEqual([]);
  expect(await home.run('watchdog', ['--all', '--send-cmd', 'cat > /dev/null'])).toMatchObject({ exitCode: 0 });
  expect(await home.names('sent')).toHaveLength(count);
});
