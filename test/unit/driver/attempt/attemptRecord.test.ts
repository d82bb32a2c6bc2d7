import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadParts, PartNeeded, resolveHome } from '@owner-report/spool';
import { expect, onTestFinished, test } from 'vitest';

import {
  isUnderWay,
  newAttemptRecord,
  readAttemptRecord,
} from '../../../../packages/driver/src/attempt/attemptRecord.ts';

test('a record that is there needs its schema, and does not pass for a damaged one without it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'owner-report-unit-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const home = resolveHome(dir);
  await mkdir(home.attempts);
  const record = { ...newAttemptRecord('build-1'), attempts: 2, failures: 2, lastError: 'exit 1' };
  await writeFile(join(home.attempts, 'build-1.json'), JSON.stringify(record), { mode: 0o600 });
  await writeFile(join(home.attempts, 'build-3.json'), '{', { mode: 0o600 });

  expect(readAttemptRecord(home, 'build-2')).toEqual(newAttemptRecord('build-2'));
  for (const id of ['build-1', 'build-3']) expect(() => readAttemptRecord(home, id)).toThrow(PartNeeded);
  expect(() => isUnderWay(home, 'build-1')).toThrow(PartNeeded);

  await loadParts();
  expect(readAttemptRecord(home, 'build-1')).toEqual(record);
  expect(readAttemptRecord(home, 'build-3')).toMatchObject({
    attempts: 1,
    lastError: 'the attempt record was damaged',
  });
  expect(isUnderWay(home, 'build-1')).toBe(false);
});
