import { readFile } from 'node:fs/promises';

import { countingSend } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome } from '../harness.ts';

export async function writeR1(home: TestHome, fields: Record<string, string> = {}, body = 'hello\n'): Promise<string> {
  const text = reportText('r1', fields, body);
  await home.write('r1', text);
  return text;
}

/** r1 by itself in a home. */
export async function makeR1(): Promise<TestHome> {
  const home = await makeHome();
  await writeR1(home);
  return home;
}

/** Sends r1 by hand with a command that counts its sends, then does what is given. */
export function sendR1(home: TestHome, command: string, args: string[] = []): ReturnType<TestHome['run']> {
  return home.run('driver', ['r1', ...args, '--send-cmd', `${countingSend(home)}; ${command}`]);
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
