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

/** The send command that `via` is short for. */
export function sendCommandVia(channel: Channel): string {
  return `owner-report-send ${channel}`;
}
