import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { readEnd } from '@owner-report/spool';
import { describe, expect, onTestFinished, test } from 'vitest';

import { emptyPipes } from '../../../../packages/cli/src/process/emptyPipes.ts';
import {
  type Ending,
  exitCodeOfEnding,
  isSuccess,
  signalOfExitCode,
} from '../../../../packages/cli/src/process/ending.ts';
import { OutputTail } from '../../../../packages/cli/src/process/outputTail.ts';

const endings: [Ending, number][] = [
  [{ kind: 'exited', code: 0 }, 0],
  [{ kind: 'exited', code: 3 }, 3],
  [{ kind: 'killed', signal: 'SIGTERM' }, 143],
  [{ kind: 'timed-out', timeoutMs: 1 }, 124],
  [{ kind: 'not-started', code: 126, reason: '' }, 126],
];

test.each(endings)('the ending %j has the exit code %i', (ending, code) => {
  expect(exitCodeOfEnding(ending)).toBe(code);
  expect(isSuccess(ending)).toBe(code === 0);
});

test('a shell tells of a signal by 128 and its number', () => {
  expect([137, 143, 1, 255].map(signalOfExitCode)).toEqual(['SIGKILL', 'SIGTERM', undefined, undefined]);
});

describe('the tail of an output', () => {
  test('has the lines of both streams in the order in which they came, none of them and no character in halves', () => {
    const tail = new OutputTail();
    const [out, err] = [tail.addStream(), tail.addStream()];
    const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
    out(first);
    err(Buffer.from('x\ny'));
    out(second);
    expect(tail.read()).toBe('x\ny\né');
    out(Buffer.from('!\n'));
    err(Buffer.from('z\n'));
    expect(tail.read()).toBe('x\né!\nyz\n');
  });

  test('is bounded, and begins with a whole line', () => {
    const tail = new OutputTail();
    const add = tail.addStream();
    for (let line = 0; line < 40_000; line += 1) add(Buffer.from(`line ${line}\n`));
    const text = tail.read();
    expect(text.length).toBeLessThanOrEqual(64 * 1024);
    expect(text).toMatch(/^line \d+\n/);
    expect(text.endsWith('line 39999\n')).toBe(true);
  });

  test('of one long line is its end', () => {
    const tail = new OutputTail();
    tail.addStream()(Buffer.from(`${'x'.repeat(100_000)}end`));
    expect(tail.read()).toMatch(/^x+end$/);
  });

  test('of one long line and a short one begins within the long one', () => {
    const tail = new OutputTail();
    tail.addStream()(Buffer.from(`${'x'.repeat(100_000)}\nend\n`));
    expect(tail.read()).toMatch(/^x+\nend\n$/);
  });
});

test('the end of a file is its last bytes, or all of it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'owner-report-unit-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'file'), 'abcdef');
  const descriptor = openSync(join(dir, 'file'), 'r');
  expect([readEnd(descriptor, 2).toString(), readEnd(descriptor, 99).toString()]).toEqual(['ef', 'abcdef']);
  closeSync(descriptor);
});

describe('pipes of a command that has exited', () => {
  test('are read to their end, although nobody closes them', async () => {
    const pipe = new PassThrough();
    const seen: string[] = [];
    pipe.on('data', (chunk) => seen.push(String(chunk)));
    pipe.write('all of it');
    await emptyPipes([pipe, null]);
    expect([seen, pipe.destroyed]).toEqual([['all of it'], true]);
  });

  test('are cut off where a process that was left behind goes on printing', async () => {
    const pipe = new PassThrough();
    let bytes = 0;
    const print = () => {
      if (!pipe.destroyed) pipe.write('x'.repeat(16 * 1024), () => setImmediate(print));
    };
    pipe.on('data', (chunk: Buffer) => (bytes += chunk.length));
    print();
    await emptyPipes([pipe]);
    expect(bytes).toBeGreaterThanOrEqual(1024 * 1024);
    expect(pipe.destroyed).toBe(true);
  });
});
