import { readFile } from 'node:fs/promises';

import { reportText, type TestHome } from '../harness.ts';

export async function writeR1(home: TestHome, fields: Record<string, string> = {}, body = 'hello\n'): Promise<string> {
  const text = reportText('r1', fields, body);
  await home.write('r1', text);
  return text;
}

export async function readRecord(home: TestHome, id = 'r1'): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(home.path('attempts', `${id}.json`), 'utf8')) as Record<string, unknown>;
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
