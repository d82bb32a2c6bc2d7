import {
  channelOfCommand,
  type GivenOptions,
  type Invocation,
  planConfig,
  resolveSending,
  type Settings,
} from '@owner-report/cli';
import { ConfigError, type Home, spellWord } from '@owner-report/spool';

import { ask, canAsk } from './ask.ts';
import { type ChannelNeeds, readNeeds } from './channelNeeds.ts';

/** How reports are to be sent. */
export interface Way {
  /** What was given, with what was answered. */
  given: GivenOptions;
  /** What was answered and belongs into `secrets/`, by name. */
  secrets: ReadonlyMap<string, string>;
}

/** What a schedule will find. */
export interface Surroundings {
  scripts: string;
  environment: Readonly<Record<string, string>>;
}

/**
 * Makes sure that a scheduled run knows how to send. What is missing is asked for on a terminal.
 * @throws ConfigError that names it where nobody can be asked
 */
export async function settleWay(
  { home, given, talk }: Pick<Invocation, 'home' | 'given' | 'talk'>,
  { scripts, environment }: Surroundings,
): Promise<Way> {
  const hasTerminal = canAsk(talk);
  const isSaid = saysWay(home, given);
  if (!isSaid && !hasTerminal) throw noWay();
  const known = isSaid ? given : { ...given, via: await askChannel(await readNeeds(home, scripts, environment)) };
  const { settings, routes } = resolveSending(home, known, true);
  const channel = channelOfCommand(settings.sendCommand);
  // Where there are routes, not every report goes that way; the test message goes every one of them.
  if (channel === undefined || routes.length > 0) return { given: known, secrets: new Map() };
  const needs = (await readNeeds(home, scripts, environment)).find((one) => one.channel === channel);
  if (needs === undefined) return { given: known, secrets: new Map() };
  // The target that is there may go with the channel that it was set for.
  const { target = '' } = planConfig(home, known).after as Partial<Settings>;
  return await settleNeeds(home, known, target, needs, hasTerminal);
}

async function settleNeeds(
  home: Home,
  given: GivenOptions,
  target: string,
  { channel, target: wanted, settings }: ChannelNeeds,
  hasTerminal: boolean,
): Promise<Way> {
  const faults = settings.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`]));
  if (faults.length > 0) throw new ConfigError(faults.join('; '), { remedy: 'Nothing was changed.' });
  const lacksTarget = wanted.need === 'required' && target === '';
  const missing = settings.filter(
    ({ need, set, default: standIn }) =>
      set === 'no' && standIn === undefined && (need === 'required' || (need === 'unless-target' && target === '')),
  );
  if (!hasTerminal && (lacksTarget || missing.length > 0)) {
    const what = [...(lacksTarget ? [`a target (${wanted.help})`] : []), ...missing.map(({ name }) => name)];
    const remedies = [...(lacksTarget ? ['Add --target.'] : []), ...missing.map(({ name }) => storeHint(home, name))];
    throw new ConfigError(`${channel}: expected ${what.join(' and ')}, which a scheduled run finds, found none`, {
      remedy: remedies.join('\n  '),
    });
  }
  const answered = lacksTarget ? { ...given, target: await ask(`Target of ${channel} (${wanted.help}): `) } : given;
  const secrets = new Map<string, string>();
  for (const { name, help, secret } of missing) secrets.set(name, await ask(`${name} (${help}): `, secret));
  return { given: answered, secrets };
}

// A scheduled run has a target only for OpenClaw, which it sends by where nothing else is said.
function saysWay(home: Home, given: GivenOptions): boolean {
  const { settings, routes } = resolveSending(home, given);
  return settings.sendCommand !== undefined || settings.target !== '' || routes.length > 0;
}

async function askChannel(all: readonly ChannelNeeds[]): Promise<string> {
  const list = all.map(({ channel, describe }) => `  ${channel}: ${describe}\n`).join('');
  process.stderr.write(`How are reports to be sent?\n${list}`);
  for (;;) {
    const answer = await ask('Channel: ');
    if (all.some(({ channel }) => channel === answer)) return answer;
  }
}

function noWay(): ConfigError {
  return new ConfigError('no send command: expected --via or --send-cmd, or a --target for OpenClaw, found none', {
    remedy: 'See the channels with "owner-report-send list". To try it without any: --via file',
  });
}

// The variable of this shell is not that of a schedule, which no secret may stand in.
function storeHint(home: Home, name: string): string {
  const [dir, file] = [home.secrets, `${home.secrets}/${name}`].map(spellWord);
  const isHere = (process.env[name] ?? '') !== '';
  const write = isHere ? `printf '%s\\n' "$${name}" > ${file}` : `cat > ${file}`;
  const then = isHere ? '' : ' (type it, then Ctrl-D)';
  return `Put it where a scheduled run finds it${then}: (umask 077 && mkdir -p ${dir} && ${write})`;
}
