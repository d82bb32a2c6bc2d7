import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Result } from 'execa';

import { makeHome, type TestHome, until } from '../harness.ts';
import type { Broker } from './broker.ts';

/** A home with these settings. */
export async function makeHomeWith(config: object): Promise<TestHome> {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
  return home;
}

/** The home of a host, whose reports go to the broker. */
export function makeHost(broker: Broker, name: string, more: object = {}): Promise<TestHome> {
  const sendCommand = 'owner-report-relay send';
  return makeHomeWith({ sendCommand, relayServers: broker.url, relayHost: name, ...more });
}

/** The home of a hub, which sends what it has into a file. */
export async function makeHub(broker: Broker, more: object = {}): Promise<TestHome> {
  const sendCommand = 'owner-report-send file';
  return await makeHomeWith({ sendCommand, relayServers: broker.url, ...more });
}

/** One pass of a host: all that it has goes into the stream. */
export function drain(host: TestHome): Promise<Result> {
  return host.run('watchdog', ['--all']);
}

/** What `status --json` says. */
export interface Status {
  waiting: number;
  oldest?: string;
  hosts: { host: string; waiting: number }[];
  hub: boolean;
  broker: { server: string; version: string; warning?: string };
}

/** How the stream stands. */
export async function statusOf(hub: TestHome): Promise<Status> {
  const { exitCode, stdout, stderr } = await hub.run('relay', ['status', '--json']);
  if (exitCode !== 0) throw new Error(`status: exit ${exitCode}: ${String(stderr)}`);
  return JSON.parse(String(stdout)) as Status;
}

/** Waits until nothing is in the stream any more: an acknowledgement needs no answer. */
export async function untilEmpty(hub: TestHome): Promise<void> {
  await until('an empty stream', async () => (await statusOf(hub)).waiting === 0);
}

/** The text of a report in one place. */
export function textOf(home: TestHome, place: string, id: string): Promise<string> {
  return readFile(home.path(place, `${id}.md`), 'utf8');
}

/** What a hub's send command has sent. */
export function outboxOf(hub: TestHome): Promise<string> {
  return readFile(join(hub.dir, 'outbox.txt'), 'utf8');
}

/** The body of a report's file. */
export function bodyOf(text: string): string {
  return text.slice(text.indexOf('\n---\n') + '\n---\n'.length);
}
