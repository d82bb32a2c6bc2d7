import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { linesOf } from '../fixtures/send/gate.ts';
import { type TestHome, reportText } from '../harness.ts';
import { stamp } from './queue.ts';

/** A send command that notes by which way a report went, `WAY SECOND`, and then ends as it is told. */
export function way(home: TestHome, word: string, afterwards = ':'): string {
  return `echo "${word} $(echo "$OWNER_REPORT_ID" | cut -c14-15)" >> '${home.base}/ways'; ${afterwards}`;
}

/** What the ways have noted, in order. */
export function waysOf(home: TestHome): Promise<string[]> {
  return linesOf(join(home.base, 'ways'));
}

export async function writeConfig(home: TestHome, config: object): Promise<void> {
  await mkdir(home.dir, { recursive: true, mode: 0o700 });
  await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
}

/** Puts a report of that second into pending/; returns its id. */
export async function writeAt(home: TestHome, second: number, fields: Record<string, string> = {}): Promise<string> {
  const id = `${stamp(second)}-w`;
  await home.write(id, reportText(id, fields));
  return id;
}

/** A config with a route for what is urgent, one for team ops, and the default way; each notes its reports. */
export function threeLanes(home: TestHome, ends: { urgent?: string; ops?: string; rest?: string } = {}) {
  return {
    sendCommand: way(home, 'rest', ends.rest),
    routes: [
      { name: 'urgent', match: { status: ['alert', 'blocked'] }, sendCommand: way(home, 'urgent', ends.urgent) },
      { name: 'ops', match: { team: 'ops-*' }, sendCommand: way(home, 'ops', ends.ops) },
    ],
  };
}
