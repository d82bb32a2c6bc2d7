/** Channels that `owner-report-send` knows: what `--via`, `via` and a route may name. */
export const channels = [
  'discord',
  'slack',
  'telegram',
  'ntfy',
  'webhook',
  'mail',
  'matrix',
  'apprise',
  'openclaw',
  'openclaw-or-telegram',
  'file',
] as const;

export type Channel = (typeof channels)[number];

/** The channel that a send command goes to, where it is one of ours and has nothing but its name. */
export function channelOfCommand(command: string | undefined): string | undefined {
  return /^owner-report-send ([\w-]+)$/.exec(command ?? '')?.[1];
}

/** The send command that `via` is short for. */
export function sendCommandVia(channel: Channel): string {
  return `owner-report-send ${channel}`;
}
