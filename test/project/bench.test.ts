import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bareEnvironment, root } from '../harness.ts';

interface Entry {
  name: string;
  verdict: string;
  ours?: { median: number };
  peer?: { median: number };
  ratio?: number;
  rssMb?: number;
  pairs: number;
  findings: string[];
}

const columns = ['row', 'node', 'ours', 'peer', 'ratio', 'must', 'aim', 'verdict', 'spread', 'RSS'];

let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'owner-report-test-'));
});

afterAll(() => rm(base, { recursive: true, force: true }));

/** Runs the benchmark with temporary files in the directory of this test only. */
function bench(args: string[], env: NodeJS.ProcessEnv = {}) {
  return execa(process.execPath, [join(root, 'scripts/bench/run.mjs'), ...args], {
    reject: false,
    extendEnv: false,
    env: { ...bareEnvironment(base), TMPDIR: base, ...env },
    cwd: base,
  });
}

function cellsOf(line: string | undefined): string[] {
  return (line ?? '')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('npm run bench', () => {
  test('measures the rows that it is told, beside their peers, as a table and as JSON', async () => {
    const file = join(base, 'results.json');
    const result = await bench(['--short', '--only', 'watchdog,tick-silent', '--json', file]);
    expect(result.stderr).toBe('[1/2] watchdog\n[2/2] tick-silent');
    expect(result.exitCode).toBe(0);

    const [header, , ...lines] = result.stdout.split('\n');
    expect(cellsOf(header)).toEqual(columns);
    expect(lines.map((line) => cellsOf(line)[0])).toEqual(['watchdog', 'tick-silent']);
    expect(cellsOf(lines[0])).toEqual([
      'watchdog',
      process.version,
      expect.stringMatching(/^[\d.]+ m?s$/),
      expect.stringMatching(/^[\d.]+ m?s$/),
      expect.stringMatching(/^\d+\.\d+$/),
      '≤ 1.5',
      '≤ 1.3',
      'not judged',
      expect.stringMatching(/^\d+\.\d+ … \d+\.\d+$/),
      expect.stringMatching(/^\d+ MB$/),
    ]);

    const { short, node, rows } = JSON.parse(await readFile(file, 'utf8')) as {
      short: boolean;
      node: string;
      rows: Entry[];
    };
    expect(short).toBe(true);
    expect(node).toBe(process.version);
    expect(rows.map(({ name, verdict, findings }) => ({ name, verdict, findings }))).toEqual([
      { name: 'watchdog', verdict: 'not judged', findings: [] },
      { name: 'tick-silent', verdict: 'not judged', findings: [] },
    ]);
    for (const { ours, peer, ratio, rssMb, pairs } of rows) {
      expect(pairs).toBe(2);
      expect(rssMb).toBeGreaterThan(0);
      expect(ratio).toBeCloseTo((ours?.median ?? 0) / (peer?.median ?? 0));
    }
    expect((await readdir(base)).sort()).toEqual(['results.json']);
  });

  test('measures the start of the commands with each node that it is given, and says with which', async () => {
    const nodes = ['--node', process.execPath, '--node', process.execPath];
    const result = await bench(['--short', '--only', 'consumer,lanes', ...nodes]);
    expect(result.exitCode).toBe(0);
    const lines = result.stdout.split('\n').slice(2);
    expect(lines.map((line) => cellsOf(line).slice(0, 2))).toEqual([
      ['consumer', process.version],
      ['consumer', process.version],
      ['lanes', process.version],
    ]);
  });

  test('ends with 1 and says why when a row could not run, and leaves nothing behind', async () => {
    // No python3 on this PATH.
    const result = await bench(['--short', '--only', 'consumer,producer-python'], { PATH: base });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('producer-python: could not run:');
    expect(result.stderr).toContain('python3');
    const verdicts = result.stdout
      .split('\n')
      .slice(2)
      .map((line) => cellsOf(line)[7]);
    expect(verdicts).toEqual(['not judged', 'could not run']);
    expect((await readdir(base)).filter((name) => name.startsWith('owner-report-bench-'))).toEqual([]);
  });

  test('lists its rows, and refuses one that it does not have with 64', async () => {
    const list = await bench(['--list']);
    expect(list.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['producer', 'drain', 'follow']),
    );
    const result = await bench(['--only', 'no-such-row']);
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain('no-such-row');
  });
});
