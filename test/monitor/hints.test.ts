import { execFile } from 'node:child_process';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Result } from 'execa';
import { expect, test } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { bareEnvironment, commandPath, TestHome } from '../harness.ts';

const ids = ['plain', 'two words', '--help', "it's $(touch pwned)", 'semi;touch pwned', '"quoted"', '~/x'];
const oddest = ['-x', 'it\'s "$(touch pwned)"'];

/** Job, config and state whose names a shell would take apart, and a home that no variable names. */
async function makeOddBench(id: string): Promise<Bench> {
  const bench = await makeBench();
  const odd = new TestHome(bench.base);
  Object.assign(odd, { dir: join(bench.base, "my 'home'; touch pwned") });
  const there = (name: string) => join(bench.base, name);
  Object.assign(bench, {
    home: odd,
    configPath: there('my jobs;touch pwned.json'),
    statePath: there('my state/ops state.json'),
  });
  const shell = (text: string) => ['/bin/sh', '-c', text];
  await bench.writeConfig({
    version: 1,
    jobs: [
      {
        id,
        kind: 'long_running_read',
        risk: 'write_local',
        enabled: true,
        cwd: bench.base,
        commands: { start: shell('echo >> started'), status: ['echo', '{"running":false,"completed":false}'] },
      },
      {
        id: `${id} w`,
        kind: 'one_shot_write',
        risk: 'write_local',
        cwd: bench.base,
        commands: { run: shell('[ -e hang ] && kill -KILL $PPID; echo >> wrote') },
        after: [{ jobId: `${id} v` }],
      },
      {
        id: `${id} v`,
        kind: 'one_shot_read',
        risk: 'read_only',
        enabled: true,
        cwd: bench.base,
        commands: { run: shell('echo >> verified') },
      },
      {
        id: `${id} r`,
        kind: 'one_shot_read',
        risk: 'read_only',
        cwd: bench.base,
        commands: { run: ['true'] },
        after: [{ jobId: `${id} w` }],
      },
    ],
  });
  return bench;
}

/** A command of the monitor on the files of the bench, all of them given as flags. */
function run(bench: Bench, args: string[], job?: string): Promise<Result> {
  const words = ['--config-file', bench.configPath, '--state-file', bench.statePath, '--home', bench.home.dir];
  const named = job === undefined ? [] : ['--', job];
  return bench.home.run('monitor', [...args, ...words, ...named], { env: { OWNER_REPORT_HOME: '' } });
}

/** What is typed into a shell that knows nothing but the commands. */
function type(bench: Bench, line: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const PATH = `${join(commandPath('monitor'), '..')}:${process.env['PATH'] ?? ''}`;
  const env = { ...bareEnvironment(bench.base), PATH };
  const typed = promisify(execFile)('/bin/sh', ['-c', line], { cwd: bench.base, env });
  return typed.then(
    (done) => ({ exitCode: 0, ...done }),
    (error: { code: number; stdout: string; stderr: string }) => ({ ...error, exitCode: error.code }),
  );
}

/** The command lines of the monitor in a text, each as it would be copied. */
function hintsIn(text: unknown): string[] {
  return String(text)
    .split('\n')
    .flatMap((line) => {
      const start = line.indexOf('owner-report-monitor ');
      if (start < 0) return [];
      const hint = line.slice(start);
      return line[start - 1] === '"' ? [hint.slice(0, hint.lastIndexOf('"'))] : [hint];
    });
}

function files(bench: Bench): Promise<string[]> {
  return readdir(bench.base);
}

test.each(ids)('a job that stands still is started by the line of its alert: %j', async (id) => {
  const bench = await makeOddBench(id);
  await run(bench, ['tick']);
  const [hint] = hintsIn((await bench.pending())[0]?.body);
  expect(await type(bench, hint ?? '')).toMatchObject({ exitCode: 0 });
  expect(await files(bench)).toContain('started');
  expect(await files(bench)).not.toContain('pwned');
});

test.each(oddest)('a write is approved, run and verified by the lines that are printed: %j', async (id) => {
  const bench = await makeOddBench(id);
  const refused = await run(bench, ['run'], `${id} w`);
  expect(refused).toMatchObject({ exitCode: 77 });
  const [asked] = hintsIn((await bench.pending())[0]?.body);
  const [remedy] = hintsIn(refused.stderr);
  expect(asked).toBe(remedy);
  const approved = await type(bench, asked ?? '');
  expect(approved).toMatchObject({ exitCode: 0 });
  const [next] = hintsIn(approved.stderr);
  expect(await type(bench, next ?? '')).toMatchObject({ exitCode: 0 });
  expect(await files(bench)).toContain('wrote');
  expect(await files(bench)).not.toContain('pwned');
});

test.each(oddest)('what an operator is told in an error can be typed, too: %j', async (id) => {
  const bench = await makeOddBench(id);
  const risky = await run(bench, ['start'], id);
  expect(risky).toMatchObject({ exitCode: 77 });
  expect(await type(bench, hintsIn(risky.stderr)[0] ?? '')).toMatchObject({ exitCode: 0 });
  expect(await files(bench)).toContain('started');
  const nameless = await run(bench, ['approve'], `${id} w`);
  expect(nameless).toMatchObject({ exitCode: 64 });
  expect(await type(bench, hintsIn(nameless.stderr)[0] ?? '')).toMatchObject({ exitCode: 0 });
  const revoked = await run(bench, ['revoke'], 'nobody');
  expect((await type(bench, hintsIn(revoked.stderr)[0] ?? '')).stdout).toContain('by WHO: WHY');
});

test.each(oddest)('a write that a tick may not run is approved and run by the line of its report: %j', async (id) => {
  const bench = await makeOddBench(id);
  await run(bench, ['run'], `${id} r`);
  await run(bench, ['tick']);
  const blocked = (await bench.pending())
    .flatMap(({ body }) => hintsIn(body))
    .find((hint) => hint.includes(' approve '));
  expect(await type(bench, blocked ?? '')).toMatchObject({ exitCode: 0 });
  expect(await files(bench)).toContain('wrote');
});

test.each(oddest)('a write whose end nobody saw is verified by the line of its report: %j', async (id) => {
  const bench = await makeOddBench(id);
  await run(bench, ['approve', '--by', 'a', '--reason', 'b'], `${id} w`);
  await bench.home.script('hang', '');
  await run(bench, ['run'], `${id} w`);
  await run(bench, ['tick']);
  const verify = (await bench.pending()).flatMap(({ body }) => hintsIn(body)).find((hint) => hint.includes(' run '));
  expect(await type(bench, verify ?? '')).toMatchObject({ exitCode: 0 });
  expect(await files(bench)).toContain('verified');
});

test('a config that cannot be used is checked by the line of its alert', async () => {
  const bench = await makeOddBench('a');
  await bench.writeConfig('no JSON');
  await run(bench, ['tick']);
  const [hint] = hintsIn((await bench.pending())[0]?.body);
  const checked = await type(bench, hint ?? '');
  expect(checked).toMatchObject({ exitCode: 78 });
  expect(checked.stderr).toContain(`${bench.configPath}: expected JSON`);
});

test('files that a shell without settings means are not named', async () => {
  const bench = await makeOddBench('a');
  await type(bench, 'mkdir -p .openclaw/net/config');
  await rename(bench.configPath, join(bench.base, '.openclaw/net/config/ops-jobs.json'));
  await type(bench, 'owner-report-monitor tick');
  const home = new TestHome(bench.base);
  Object.assign(home, { dir: join(bench.base, '.clawteam/owner-reports') });
  Object.assign(bench, { home });
  expect(hintsIn((await bench.pending())[0]?.body)).toEqual(['owner-report-monitor start a --allow-risk']);
});
