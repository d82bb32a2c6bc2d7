import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, execaSync } from 'execa';
import { test } from 'vitest';

import { linesOf } from '../fixtures/send/gate.ts';
import { commandPath, makeHome, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { type OutputCase, outputCases, prepareHome } from './outputCases.ts';

const canMakeTerminal =
  execaSync('python3', ['-c', 'import pty; pty.openpty()'], { reject: false, stdin: 'ignore' }).exitCode === 0;

/** The descriptors that are taken from a command: one of them, or both. */
const streams = isFull ? ['1', '2', '12'] : ['12'];

const redirect = (descriptors: string, to: string) => [...descriptors].map((one) => `${one}>${to}`).join(' ');

/** Shell lines that become the command "$@", with these descriptors leading nowhere. */
const sinks: Record<string, (descriptors: string) => string> = {
  'output-full': (descriptors) => `exec "$@" ${redirect(descriptors, '/dev/full')}`,
  'output-closed': (descriptors) => `exec "$@" ${redirect(descriptors, '&-')}`,
  // A pipe that has lost its only reader.
  'output-pipe-gone': (descriptors) =>
    `mkfifo pipe; exec 3<>pipe; exec 4>pipe; exec 3<&-; exec "$@" ${redirect(descriptors, '&4')} 4>&-`,
  'output-terminal-gone': (descriptors) => `exec python3 -c '${onLostTerminal}' ${descriptors} "$@"`,
};

// python ignores SIGPIPE, and so would the command.
const onLostTerminal = [
  'import os, pty, signal, sys',
  'signal.signal(signal.SIGPIPE, signal.SIG_DFL)',
  'ours, its = pty.openpty()',
  'for one in sys.argv[1]: os.dup2(its, int(one))',
  'os.close(its)',
  'os.close(ours)',
  'os.execvp(sys.argv[2], sys.argv[2:])',
].join('\n');

for (const [name, scriptOf] of Object.entries(sinks)) {
  testIf(name !== 'output-terminal-gone' || canMakeTerminal, 'it needs python3 and a terminal of its own')(
    `${name}: every command does the same work, and ends with the same code, as where its output is read`,
    async () => {
      await expectRow(name, async (row) => {
        for (const one of casesOf(name)) await tryCase(row, one, scriptOf);
      });
    },
  );
}

// The sample has every call where the two kinds of failure meet it, and some of them elsewhere.
function casesOf(name: string): OutputCase[] {
  const takesAll = isFull || name === 'output-full' || name === 'output-pipe-gone';
  return takesAll ? outputCases : outputCases.filter((_, index) => index % 4 === 0);
}

const readOutput = new Map<OutputCase, Promise<CaseResult>>();

/** What comes of a call whose output is read. */
function expectedOf(one: OutputCase): Promise<CaseResult> {
  const result = readOutput.get(one) ?? runCase(one, 'exec "$@"');
  readOutput.set(one, result);
  return result;
}

async function tryCase(row: Row, one: OutputCase, scriptOf: (descriptors: string) => string): Promise<void> {
  const [expected, ...found] = await Promise.all([
    expectedOf(one),
    ...streams.map((descriptors) => runCase(one, scriptOf(descriptors))),
  ]);
  row.demand(expected.code !== -1 && !expected.hasTrace, 'other', () => JSON.stringify(expected));
  for (const [index, result] of found.entries()) {
    row.add('rounds');
    const where = `${expected.words}, ${streams[index]}: ${JSON.stringify(result)}, and read ${JSON.stringify(expected)}`;
    row.demand(result.code === expected.code, 'other', () => where);
    row.demand(result.pending === expected.pending && result.held === expected.held, 'lost', () => where);
    row.demand(result.effects === expected.effects, 'lost', () => where);
    row.demand(result.sent === expected.sent && result.sends === expected.sends, 'falselySent', () => where);
    row.demand(!result.hasTrace, 'other', () => where);
  }
}

/** What came of a call: its exit code, and how much there is of what it leaves. */
interface CaseResult {
  words: string;
  code: number;
  pending: number;
  sent: number;
  held: number;
  sends: number;
  effects: number;
  hasTrace: boolean;
}

async function runCase(one: OutputCase, script: string): Promise<CaseResult> {
  const home = await makeHome();
  await prepareHome(home);
  const args = one.args(home);
  const running = execa('sh', ['-c', script, 'sh', commandPath(one.command), ...args], {
    cwd: home.base,
    extendEnv: false,
    env: home.environment(),
    reject: false,
    ...(one.input === undefined ? { stdin: 'ignore' as const } : { input: one.input }),
  });
  if (one.isDone !== undefined) {
    await until('the work to be done', () => one.isDone?.(home));
    running.kill('SIGTERM');
  }
  const { exitCode, signal, stderr, stdout } = await running;
  const count = async (place: string) => (await home.names(place)).length;
  return {
    words: `${one.command} ${args.join(' ')}`,
    // -1: a signal ended it.
    code: signal === undefined ? (exitCode ?? -1) : -1,
    pending: await count('pending'),
    sent: await count('sent'),
    held: await count('held'),
    sends: (await linesOf(join(home.base, 'sends'))).length,
    effects: (await linesOf(join(home.base, 'effects'))).length,
    hasTrace: /node:internal|^ {4}at /m.test(`${stdout}${stderr}`),
  };
}

// The sample has one of them: each waits for as long as a reader may take nothing.
test('output-stuck: a job and its report do not wait for ever for a reader that takes nothing', async () => {
  await expectRow('output-stuck', async (row) => {
    const loud = 'head -c 40000000 /dev/zero; echo finished >> effects; exit 3';
    for (const options of isFull ? [[], ['--tail', '0']] : [[]]) {
      const home = await makeHome();
      const args = ['run', '--team', 't', '--worker', 'w', '--task-id', 'job', ...options, '--', 'sh', '-c', loud];
      await judgeStuck(row, home, [commandPath('producer'), ...args]);
    }
    if (!isFull) return;
    const home = await makeHome();
    await prepareHome(home);
    for (const id of ['r1', 'r2', 'r3']) await home.run('watchdog', ['hold', id, '--reason', 'r']);
    await judgeStuck(row, home, [commandPath('monitor'), 'run', 'write']);
  });
});

async function judgeStuck(row: Row, home: TestHome, words: string[]): Promise<void> {
  const pipe = join(home.base, 'pipe');
  await execa('mkfifo', [pipe]);
  const reader = await open(pipe, constants.O_RDWR);
  const options = { cwd: home.base, extendEnv: false, env: home.environment(), reject: false } as const;
  const running = execa('sh', ['-c', 'exec "$@" > pipe 2>&1', 'sh', ...words], options);
  try {
    await until('the report', async () => (await home.names('pending')).length === 1);
    const effects = await readFile(join(home.base, 'effects'), 'utf8');
    row.demand(effects === 'finished\n', 'other', () => `${words.join(' ')}: ${effects}`);
    row.add('rounds');
  } finally {
    running.kill('SIGKILL');
    await running;
    await reader.close();
  }
}
