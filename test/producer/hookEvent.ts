import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, type Result } from 'execa';

import { commandPath, makeHome, root, type TestHome } from '../harness.ts';

export type Agent = 'claude' | 'codex' | 'gemini';

export type Event = Record<string, unknown>;

const fixtures = join(root, 'test/fixtures/hooks');

/** An event as the agent gives it. */
export function eventOf(agent: Agent, name: string): Event {
  return JSON.parse(readFileSync(join(fixtures, agent, `${name}.json`), 'utf8')) as Event;
}

/** Names of all events of an agent that there are. */
export function listEvents(agent: Agent): string[] {
  return readdirSync(join(fixtures, agent)).map((name) => name.replace(/\.json$/, ''));
}

/**
 * Runs the hook of an agent with an event: that of `notify` of Codex behind the command, any other on stdin. It is in a file, so
 * that all of it is there when the hook looks, however slow this process is.
 */
export async function hook(
  home: TestHome,
  agent: Agent,
  event: Event | string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  if (typeof event !== 'string' && event['type'] === 'agent-turn-complete')
    return home.run('producer', ['hook', agent, ...args, text], { env });
  const file = join(home.base, `event-${randomUUID()}`);
  await writeFile(file, text);
  return (await execa('sh', ['-c', 'exec "$@" < "$0"', file, commandPath('producer'), 'hook', agent, ...args], {
    reject: false,
    extendEnv: false,
    env: { ...home.environment(), ...env },
    cwd: home.base,
  })) as unknown as Result;
}

/** What an agent must see of its hook, whatever comes of the event. */
export const silence = { exitCode: 0, stdout: '', stderr: '' };

/** A home that is there, as after the first report. */
export async function makeUsedHome(): Promise<TestHome> {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  return home;
}

export interface Failure {
  agent: string;
  message: string;
  remedy?: string;
}

/** What hooks have failed of in a home. */
export async function failuresOf(home: TestHome): Promise<Failure[]> {
  const lines = await readFile(home.path('hook-failures.jsonl'), 'utf8').catch(() => '');
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Failure);
}
