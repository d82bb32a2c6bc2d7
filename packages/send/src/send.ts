import { concludeSend, findTimeLimit, type Invocation, type Outcome } from '@owner-report/cli';
import { channelLimit, ConfigError, fitMessage, UsageError } from '@owner-report/spool';

import type { Channel, Sending } from './channel.ts';
import { readFacts } from './facts.ts';
import { type Message, readMessage } from './readMessage.ts';
import { type ChannelSettings, createSettings } from './secrets/channelSettings.ts';
import { hideSecrets } from './secrets/hideSecrets.ts';

/** `owner-report-send CHANNEL`: sends the message on stdin, once, and says what became of it. */
export async function send(channel: Channel, invocation: Invocation, environment = process.env): Promise<number> {
  const { home, talk } = invocation;
  const settings = createSettings(channel.needs, home, environment);
  return await concludeSend(() => trySend(channel, invocation, settings, environment), {
    program: 'owner-report-send',
    channel: channel.name,
    talk,
    environment,
    hide: (text) => hideSecrets(text, settings.readSecrets(), environment),
  });
}

function trySend(
  channel: Channel,
  { home, talk, text }: Invocation,
  settings: ChannelSettings,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> | Outcome {
  const message = readMessage(talk, environment);
  if (message.text === '') return { outcome: 'rejected', reason: 'expected a message on stdin, got nothing' };
  const facts = readFacts(message.text, environment, new Date());
  const fit: Sending['fit'] = (limit, prepare = (unchanged) => unchanged) =>
    fitMessage(prepare(message.text), facts.id, limit, message.rest.lengthIn(limit.unit));
  const sending: Sending = {
    facts: isFitted(message, channel, environment)
      ? facts
      : { ...facts, message: fit(channelLimit(channel.name, undefined)) },
    fit,
    target: findTarget(channel, text('to'), environment),
    settings,
    timeoutMs: findTimeLimit(text('timeout'), environment['OWNER_REPORT_TIMEOUT'], channel.timeoutMs),
    home,
    talk,
    option: text,
    environment,
  };
  return channel.send(sending);
}

// By the driver, for this channel: it may have a limit of its own.
function isFitted({ rest }: Message, { name }: Channel, environment: NodeJS.ProcessEnv): boolean {
  const isOfDriver = environment['OWNER_REPORT_ID'] !== undefined && environment['OWNER_REPORT_CHANNEL'] === name;
  return isOfDriver && rest.isEmpty();
}

// That of the driver's settings may be meant for another channel than one that takes none.
function findTarget(
  { name, target }: Channel,
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (target.need === 'none') return undefined;
  if (given?.trim() === '') {
    throw new UsageError(`${name}: --to: expected a target, got nothing`, {
      remedy: 'Name one, or leave --to out for OWNER_REPORT_TARGET. An unset variable may be the cause.',
    });
  }
  const found = given ?? environment['OWNER_REPORT_TARGET'] ?? '';
  if (found !== '') return found;
  if (target.need === 'optional') return undefined;
  throw new ConfigError(`${name}: expected a target, ${target.help}, found none in --to and OWNER_REPORT_TARGET`, {
    remedy: `Add --to, or set "target" in config.json.`,
  });
}
