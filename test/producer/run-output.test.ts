import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { canMakeTerminal, fields, fixture, readOnly, run, start } from './runCommand.ts';

/** Runs `script` in bash with the words of `producer run` as "$@"; PIPESTATUS is bash's. */
function shell(home: TestHome, script: string, words: string[]) {
  const producer = [commandPath('producer'), 'run', ...fields, ...words];
  const options = { extendEnv: false, env: home.environment(), cwd: home.base, reject: false } as const;
  return execa('bash', ['-c', script, 'bash', ...producer], options);
}

// More than a pipe holds, so that a command whose output nobody takes comes to the point where it would be ended.
const longJob = ['--', 'sh', '-c', 'seq 1 100000; seq 1 100000 >&2; echo the end; touch finished; exit 3'];

describe('a command', () => {
  test.each([
    ['a reader that has gone', '"$@" 2> /dev/null | head -n 1; exit ${PIPESTATUS[0]}', []],
    ['readers of both that have gone', '{ "$@" 2>&1; echo $? > code; } | head -n 1; exit $(cat code)', []],
    ['a reader that has gone, with --tail 0', '"$@" 2> /dev/null | head -n 1; exit ${PIPESTATUS[0]}', ['--tail', '0']],
    ['a full disk', '"$@" > /dev/full 2> /dev/full', []],
    ['a full disk, with --tail 0', '"$@" > /dev/full 2> /dev/full', ['--tail', '0']],
    ['closed descriptors', '"$@" >&- 2>&-', []],
  ])('does not notice %s, and ends as it would', async (_, script, options) => {
    const home = await makeHome();
    expect(await shell(home, script, [...options, ...longJob])).toMatchObject({ exitCode: 3 });
    expect(await stat(join(home.base, 'finished'))).toBeDefined();
    expect(await readOnly(home)).toMatchObject({ status: 'alert', extra: { exit_code: '3' } });
  });

  test('is told of on stderr when a full disk kept its output from going on', async () => {
    const home = await makeHome();
    const { stderr } = await shell(home, '"$@" > /dev/full', ['--', 'echo', 'x']);
    expect(stderr).toMatch(/stdout took no more: ENOSPC.*; the command went on all the same\n.*\.md$/);
    const { stderr: quiet } = await shell(home, '"$@" | true', ['--', 'echo', 'x']);
    expect(quiet).toMatch(/^[^\n]*\.md$/);
  });

  test('can open its output by name, as in any shell', async () => {
    const home = await makeHome();
    const script = 'echo by name > /dev/stderr && echo out > /dev/stdout';
    expect(await run(home, ['--', 'sh', '-c', script])).toMatchObject({
      exitCode: 0,
      stdout: 'out\n',
      stderr: expect.stringMatching(/^by name\n/),
    });
  });

  test('runs where no pipe can be named', async () => {
    const home = await makeHome();
    const env = { TMPDIR: join(home.base, 'nowhere') };
    expect(await run(home, ['--', 'sh', '-c', 'echo x; exit 4'], { env })).toMatchObject({
      exitCode: 4,
      stdout: 'x\n',
    });
    expect((await readOnly(home)).message).toContain('Last line:\n```\nx\n');
  });

  testIf(canMakeTerminal, 'it needs the script command of util-linux')(
    'has the terminal itself with --tail 0, and not without',
    async () => {
      const home = await makeHome();
      for (const [options, answer] of [
        ['--tail 0', 'yes'],
        ['', 'no'],
      ]) {
        const line = `'${commandPath('producer')}' run ${fields.join(' ')} ${options} -- sh -c '[ -t 1 ] && echo yes || echo no'`;
        const env = home.environment();
        const { stdout } = await execa('script', ['-qec', line, '/dev/null'], { extendEnv: false, env });
        expect(stdout.split(/\r?\n/)[0]).toBe(answer);
      }
    },
  );
});

describe('what a command leaves behind', () => {
  test.each([
    [[], ['before exit']],
    [
      ['--tail', '0'],
      ['before exit', 'later on stderr', 'later on stdout'],
    ],
  ])('is not ended by what it prints later, with %j', async (options, printed) => {
    const home = await makeHome();
    const [gate, finished, log] = [join(home.base, 'gate'), join(home.base, 'finished'), join(home.base, 'log')];
    await execa('mkfifo', [gate]);
    const words = [...options, '--quiet', '--', fixture('print-later.sh'), gate, finished];
    expect(await shell(home, `"$@" > '${log}' 2>&1 < /dev/null`, words)).toMatchObject({ exitCode: 0 });
    await writeFile(gate, 'go\n');
    await until('it to have printed', () => readFile(finished, 'utf8').catch(() => undefined));
    // Two readers were left, so that the two lines come in either order.
    const logged = async () => (await readFile(log, 'utf8')).trimEnd().split('\n').sort();
    await until('the output', async () => (await logged()).length === printed.length);
    expect(await logged()).toEqual(printed);
  });
});

/** Runs the steps of a shell script, each once what the one before has printed has come through `run`. */
async function runInSteps(home: TestHome, steps: string[], printed: string[]): Promise<void> {
  // One for each pause: the writer of the last one may still have it open when the script comes to the next.
  const gates = steps.slice(1).map((_, index) => join(home.base, `gate-${index}`));
  if (gates.length > 0) await execa('mkfifo', gates);
  const script = steps.map((step, index) => (index === 0 ? step : `read -r _ < '${gates[index - 1]}'; ${step}`));
  const running = start(home, ['--', 'sh', '-c', script.join('; ')]);
  let seen = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (chunk) => (seen += String(chunk)));
  for (const [index, gate] of gates.entries()) {
    await until(`"${printed[index]}"`, () => seen.includes(printed[index] ?? ''));
    await writeFile(gate, 'go\n');
  }
  await running;
}

describe('the last line of each stream', () => {
  const warnings = 'i=0; while [ $i -lt 30 ]; do echo "warning $i" >&2; i=$((i + 1)); done';

  test.each([
    ['printed last', [`${warnings}; echo 'the reason'; exit 1`]],
    ['printed first', [`echo 'the reason'`, `${warnings}; exit 1`]],
    ['without its end', [`${warnings}; printf 'the reason'; exit 1`]],
  ])('is reported, also when the other one has many: %s', async (_, steps) => {
    const home = await makeHome();
    await runInSteps(home, steps, ['the reason']);
    const { message } = await readOnly(home);
    const lines = /Last 20 lines:\n```\n([^]*)\n```/.exec(message)?.[1]?.split('\n');
    expect(lines).toHaveLength(20);
    expect(lines).toContain('the reason');
    expect(lines).toContain('warning 29');
  });

  test('is whole, when the streams take turns within it', async () => {
    const home = await makeHome();
    await runInSteps(home, ['printf half', 'echo between >&2', 'echo " and half"'], ['half', 'between']);
    expect((await readOnly(home)).message).toContain('Last 2 lines:\n```\nbetween\nhalf and half\n```\n');
  });
});
