import { childDirectory, homeHint, shellPath } from '@owner-report/cli';
import { pathWithCommands } from '@owner-report/driver';
import { countOf, formatDuration, type Home } from '@owner-report/spool';

import { fail, type Finding, ok, warn } from '../finding.ts';
import { findDistrust } from './distrust.ts';
import { findProgram } from './findProgram.ts';
import { commandsInUse } from './lanesInUse.ts';
import type { Scene } from './scene.ts';

/** What this point reads of `owner-report-relay status --json`. */
interface Told {
  waiting: number;
  oldest_age_seconds?: number;
  hosts: { host: string; waiting: number }[];
  hub: boolean;
  broker: { server: string; version: string; warning?: string };
  error?: { message: string; remedy?: string };
}

const program = 'owner-report-relay';
const timeoutMs = 30_000;

// A pull each minute, and some that failed.
const longestSeconds = 900;

/** Whether a home takes part in a relay. */
export function hasRelay({ settings }: Pick<Scene, 'settings'>): boolean {
  return !(settings instanceof Error) && settings.relayServers !== '';
}

/** Is the relay well? Asks it, on a hub; a host has no right to ask, and tries by sending. */
export async function checkRelay({ sending, environment }: Scene, home: Home): Promise<Finding> {
  const commands = sending instanceof Error ? [] : commandsInUse(sending);
  const isHost = commands.some((command) => command.includes(`${program} send`));
  if (isHost) return ok('a host: its reports go to the hub, and the send test tries that');
  const path = pathWithCommands(environment['PATH'] ?? shellPath);
  const found = findProgram(program, path, childDirectory());
  if (found === undefined) return fail(`${program} is not on PATH=${path}`, 'Install the whole package.');
  const distrust = findDistrust(found);
  if (distrust !== undefined)
    return fail(`not run: ${distrust}`, 'Use a program that only this user, or root, can change.');
  const told = await ask(found, home, { ...environment, PATH: path });
  return typeof told === 'string'
    ? fail(told, `See what it says: ${homeHint(home, `${program} status`)}`)
    : judge(told, home);
}

/** What the relay tells; as text, why it does not. */
async function ask(path: string, home: Home, env: NodeJS.ProcessEnv): Promise<Told | string> {
  const { execa } = await import('execa');
  const { stdout, stderr, shortMessage } = await execa(path, ['status', '--json', `--home=${home.dir}`], {
    reject: false,
    extendEnv: false,
    env,
    stdin: 'ignore',
    cwd: childDirectory(),
    timeout: timeoutMs,
  });
  try {
    return JSON.parse(stdout) as Told;
  } catch {
    return stderr.trim().slice(-600) || (shortMessage ?? 'it said nothing');
  }
}

function judge(told: Told, home: Home): Finding {
  if (told.error !== undefined) return fail(told.error.message, told.error.remedy ?? 'See docs/relay.md.');
  const { waiting, hosts, hub, broker, oldest_age_seconds: age = 0 } = told;
  const from = hosts.map((one) => `${one.host} ${one.waiting}`).join(', ');
  const since = waiting === 0 ? '' : `, the oldest for ${formatDuration(age * 1000)}: ${from}`;
  const how = `nats-server ${broker.version} at ${broker.server}; ${countOf(waiting, 'report')} on the way${since}`;
  if (age > longestSeconds)
    return fail(
      `${how}; ${hub ? 'a hub is connected, and does not take them in' : 'nothing takes them in'}`,
      `Take them in: ${homeHint(home, `${program} pull`)}`,
    );
  return broker.warning === undefined
    ? ok(how)
    : warn(`${how}; ${broker.warning}`, 'Use nats-server 2.10 or newer: docs/relay.md.');
}
