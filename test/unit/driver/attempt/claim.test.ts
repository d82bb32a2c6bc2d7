import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { readClaim } from '../../../../packages/driver/src/attempt/claim.ts';

const dir = mkdtempSync(join(tmpdir(), 'owner-report-claim-'));
afterAll(() => rmSync(dir, { recursive: true }));

const claim = 'claim token=abc attempt=1 deadline=x boot=y pid=7';

test.each([
  ['', { state: 'none' }],
  ['cla', { state: 'none' }],
  [claim, { state: 'none' }],
  [`${claim}\nrefused\n`, { state: 'none' }],
  [`${claim}\n`, { state: 'open', pid: 7, token: 'abc' }],
  [`${claim}\nexit 1`, { state: 'open', pid: 7, token: 'abc' }],
  [`${claim}\nexit 143\n`, { state: 'exited', pid: 7, token: 'abc', exitCode: 143, hasResult: false }],
  [`${claim}\nexit 0 result\n`, { state: 'exited', pid: 7, token: 'abc', exitCode: 0, hasResult: true }],
  [`${claim}\nexit 0 result`, { state: 'open', pid: 7, token: 'abc' }],
])('a claim %j says how far the shell came', (text, expected) => {
  const path = join(dir, 'run');
  writeFileSync(path, text);
  expect(readClaim(path)).toEqual(expected);
});

test('a claim that is not there, or is something else, is told apart', () => {
  expect(readClaim(join(dir, 'nothing'))).toEqual({ state: 'absent' });
  expect(readClaim(dir)).toMatchObject({ state: 'unreadable' });
  symlinkSync(join(dir, 'run'), join(dir, 'link'));
  expect(readClaim(join(dir, 'link'))).toMatchObject({ state: 'unreadable' });
  for (const text of ['something else', 'something else\n']) {
    writeFileSync(join(dir, 'other'), text);
    expect(readClaim(join(dir, 'other'))).toMatchObject({ state: 'unreadable' });
  }
});
