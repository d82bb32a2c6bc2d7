/** How much text a channel takes in one message, and how it counts. */
export interface ChannelLimit {
  max: number;
  /** Length of a text in the channel's unit. */
  measure: (text: string) => number;
  unit: string;
  /** Lines in one message; any number by default. */
  maxLines?: number;
}

const countCodePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};
const countUtf16 = (text: string): number => text.length;
const countBytes = (text: string): number => Buffer.byteLength(text);
const countJsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

const channelLimits: Record<string, ChannelLimit> = {
  discord: { max: 2000, measure: countCodePoints, unit: 'characters' },
  telegram: { max: 4096, measure: countUtf16, unit: 'UTF-16 units' },
  slack: { max: 40_000, measure: countCodePoints, unit: 'characters' },
  ntfy: { max: 4096, measure: countBytes, unit: 'bytes' },
  // An event may have 65,536 bytes, in JSON and with all that the server adds.
  matrix: { max: 60_000, measure: countJsonBytes, unit: 'bytes of JSON' },
  // Of the 28 KB that Microsoft names, about 20,000 bytes of text are taken.
  teams: { max: 20_000, measure: countBytes, unit: 'bytes' },
  pushover: { max: 1024, measure: countCodePoints, unit: 'characters' },
};
const otherLimit: ChannelLimit = { max: 100 * 1024, measure: countBytes, unit: 'bytes' };

/** The limit of a channel by its name, any other name being a channel of 100 KiB. `maxChars` replaces its number. */
export function channelLimit(channel: string, maxChars: number | undefined): ChannelLimit {
  const known = Object.hasOwn(channelLimits, channel) ? channelLimits[channel] : undefined;
  const limit =
    known ?? (maxChars === undefined ? otherLimit : { ...otherLimit, measure: countCodePoints, unit: 'characters' });
  return maxChars === undefined ? limit : { ...limit, max: maxChars };
}
