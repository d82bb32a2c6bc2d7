import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execa, type Result } from 'execa';

import { commandPath, root, type TestHome } from '../harness.ts';

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
  writeFileSync(file, text);
  const descriptor = openSync(file, 'r');
  try {
    return await execa(commandPath('producer'), ['hook', agent, ...args], {
      reject: false,
      extendEnv: false,
      env: { ...home.environment(), ...env },
      cwd: home.base,
      stdin: descriptor,
    });
  } finally {
    closeSync(descriptor);
  }
}

/** What an agent must see of its hook, whatever comes of the event. */
export const silence = { exitCode: 0, stdout: '', stderr: '' };
