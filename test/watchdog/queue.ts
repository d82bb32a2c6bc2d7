import { sendsOf } from '../fixtures/send/gate.ts';
import { clockEnvironment, reportText, type TestHome } from '../harness.ts';

export const stamp = (second: number) => `20261121T1011${String(second).padStart(2, '0')}000Z`;

/** An environment in which it is so many minutes later. */
export const later = (minutes: number) => clockEnvironment({ shiftMs: minutes * 60_000 });

/** Ids that went out, in order. */
export async function sentIds(home: TestHome): Promise<string[]> {
  return (await sendsOf(home)).map((line) => line.split(' ', 1)[0] ?? '');
}

export async function writeAll(home: TestHome, ids: string[]): Promise<void> {
  for (const id of ids) await home.write(id, reportText(id));
}
