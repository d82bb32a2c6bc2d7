import { readFile, writeFile } from 'node:fs/promises';

import { makeHome, reportText, type TestHome } from '../harness.ts';

export interface AttemptRecord {
  attempts: number;
  retryAt?: string;
  current?: { startedAt: string; deadline: string; bootId: string };
}

export async function readRecord(home: TestHome): Promise<AttemptRecord> {
  return JSON.parse(await readFile(home.path('attempts', 'r1.json'), 'utf8')) as AttemptRecord;
}

/** The attempt of a report that is on record without an outcome, if there is one. */
export async function readCurrent(home: TestHome, id: string): Promise<AttemptRecord['current']> {
  const text = await readFile(home.path('attempts', `${id}.json`), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as AttemptRecord).current;
}

export async function editCurrent(home: TestHome, change: Record<string, string>): Promise<void> {
  const record = await readRecord(home);
  await writeFile(
    home.path('attempts', 'r1.json'),
    JSON.stringify({ ...record, current: { ...record.current, ...change } }),
  );
}

export async function makeR1(): Promise<{ home: TestHome; text: string }> {
  const home = await makeHome();
  const text = reportText('r1');
  await home.write('r1', text);
  return { home, text };
}
