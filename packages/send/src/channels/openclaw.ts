import { openclawSettings, type OptionSpec, type Outcome, withOpenclawSettings } from '@owner-report/cli';
import { ConfigError, MissingProgramError } from '@owner-report/spool';

import type { Channel, Sending } from '../channel.ts';
import { defuseSteering } from '../openclaw/defuseSteering.ts';
import { findOpenclaw, type OpenclawCommand } from '../openclaw/findRuntime.ts';
import { limitOfOpenclaw } from '../openclaw/limitOfOpenclaw.ts';
import { sendByOpenclaw } from '../openclaw/sendByOpenclaw.ts';
import type { SettingRow } from '../secrets/settingRow.ts';

export const openclawNeeds: readonly SettingRow[] = openclawSettings.map((setting) => ({
  ...setting,
  secret: false,
  need: 'optional',
}));

export const openclawOptions: Record<string, OptionSpec> = {
  channel: {
    type: 'string',
    describe: "OpenClaw's own channel, such as telegram (default discord)",
    placeholder: 'NAME',
  },
};

export const openclawTimeoutMs = 90_000;

/** OpenClaw's own command, or its gateway. */
export const openclaw: Channel = {
  name: 'openclaw',
  describe: 'Send through OpenClaw, by any channel of its own',
  target: { need: 'required', help: 'as behind --target of openclaw message send, such as channel:1234567890' },
  needs: openclawNeeds,
  // It starts in seconds, and waits for a service itself. Below the driver's 120 s.
  timeoutMs: openclawTimeoutMs,
  options: openclawOptions,
  send: async (sending) => {
    const command = await findOpenclaw(withOpenclawSettings(sending.home, sending.environment));
    if (command !== undefined) return sendThroughOpenclaw(sending, command);
    throw new MissingProgramError('expected OpenClaw, found none', {
      remedy:
        'Install OpenClaw, set OPENCLAW_ENTRY to its dist/entry.js, or use another channel: owner-report-send list',
    });
  },
};

/** Sends by the OpenClaw that was found. @throws ConfigError without a target */
export function sendThroughOpenclaw(
  { facts, fit, target, timeoutMs, option }: Sending,
  command: OpenclawCommand,
): Promise<Outcome> {
  const channel = chooseChannel(option('channel'));
  if (target === undefined) {
    throw new ConfigError(`expected a target for ${channel} of OpenClaw, found none`, {
      remedy: 'Name it with --to, or set OWNER_REPORT_TARGET: channel:1234567890',
    });
  }
  const message = fit(limitOfOpenclaw(channel), defuseSteering);
  return sendByOpenclaw(command, { channel, target, message, id: facts.id, timeoutMs });
}

// `via: openclaw` gives its own name as the channel of the queue, which says nothing about OpenClaw's.
function chooseChannel(named: string | undefined): string {
  return named === undefined || named === '' || named.startsWith('openclaw') ? 'discord' : named;
}
