/* oxlint-disable no-control-regex -- they are what is looked for */
import { readFile } from 'node:fs/promises';

import { type TestHome } from '../harness.ts';

export const required = ['--team', 't', '--worker', 'w', '--task-id', 'job'];

export const fields = [...required, '--status', 'normal'];

export function without(name: string): string[] {
  const at = fields.indexOf(name);
  return [...fields.slice(0, at), ...fields.slice(at + 2), '--done', 'x'];
}

export function readPending(home: TestHome, id: string): Promise<string> {
  return readFile(home.path('pending', `${id}.md`), 'utf8');
}
