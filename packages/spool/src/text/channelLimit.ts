/** How much text a channel takes in one message, and how it counts. */
export interface ChannelLimit {
  max: number;
  unit: LengthUnit;
  /** Length of a text in that unit. */
  measure: (text: string) => number;
  /** Lines in one message; any number by default. */
  maxLines?: number;
}

const measures = {
  characters: (text: string): number => {
    let count = 0;
    for (const _ of text) count += 1;
    return count;
  },
  'UTF-16 units': (text: string): number => text.length,
  bytes: (text: string): number => Buffer.byteLength(text),
  'bytes of JSON': (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2,
};

/** What the length of a text is counted in, as a note about what was cut says it. */
export type LengthUnit = keyof typeof measures;

/** Every unit that a channel may count by. */
export const lengthUnits = Object.keys(measures) as LengthUnit[];

/** Length of a text in a unit. Two texts behind each other have the sum of their lengths. */
export function measureText(text: string, unit: LengthUnit): number {
  return measures[unit](text);
}

const channelLimits: Record<string, readonly [max: number, unit: LengthUnit]> = {
  discord: [2000, 'characters'],
  telegram: [4096, 'UTF-16 units'],
  slack: [40_000, 'characters'],
  ntfy: [4096, 'bytes'],
  // An event may have 65,536 bytes, in JSON and with all that the server adds.
  matrix: [60_000, 'bytes of JSON'],
  // Of the 28 KB that Microsoft names, about 20,000 bytes of text are taken.
  teams: [20_000, 'bytes'],
  pushover: [1024, 'characters'],
};

/** The limit of a channel by its name, any other name being a channel of 100 KiB. `maxChars` replaces its number. */
export function channelLimit(channel: string, maxChars: number | undefined): ChannelLimit {
  const known = Object.hasOwn(channelLimits, channel) ? channelLimits[channel] : undefined;
  const [max, unit] = known ?? [100 * 1024, maxChars === undefined ? 'bytes' : 'characters'];
  return { max: maxChars ?? max, unit, measure: measures[unit] };
}
