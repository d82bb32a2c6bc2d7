import { isAbsolute, resolve } from 'node:path';

import { expandPath, parseDuration, UsageError } from '@owner-report/spool';
import * as z from 'zod/mini';

import type { Offer } from '../arguments/optionSpec.ts';
import { toCount } from '../arguments/toCount.ts';
import { expectOneOf, toWord } from '../arguments/toWord.ts';
import { type Channel, channels } from './channels.ts';

/** A kind of value that a setting can have: how it stands in config.json, and how in a flag or variable. */
export interface ValueType<T> {
  /** Checks what config.json holds, and turns it into a T. */
  schema: z.ZodMiniType<T>;
  /** It may hold a secret, so that no message repeats it. */
  isSecret?: true;
  /**
   * Reads a flag or variable; undefined for one that says nothing. A switch has none: it comes read.
   * @param where its name, for the message
   * @throws UsageError
   */
  parse?: (text: string, where: string) => T | undefined;
  /** What a shell may offer for it. */
  offer?: Offer;
  /** The value as a flag takes it. */
  format(value: T): string;
}

// No program takes a NUL in its arguments or environment.
const line = z.string('expected text').check(z.refine((value) => !value.includes('\0'), 'expected text without NUL'));

/** Text. */
export const text: ValueType<string> = { schema: line, parse: (given) => given, format: String };

/** A path, made absolute; a blank flag or variable says nothing. A relative one in config.json would lead elsewhere in each directory. */
export const path: ValueType<string | undefined> = {
  schema: z.pipe(
    line.check(z.refine(isFull, 'expected a path in full, or one that begins with "~/"')),
    z.transform((value) => expandPath(value, 'config.json')),
  ),
  parse: (given, where) => (given.trim() === '' ? undefined : resolve(expandPath(given, where))),
  offer: 'file',
  format: (value) => value ?? '',
};

function isFull(value: string): boolean {
  try {
    return isAbsolute(expandPath(value, ''));
  } catch {
    return false;
  }
}

/** A name, in small letters whatever is given. */
export const name: ValueType<string> = {
  schema: z.pipe(
    line,
    z.transform((value) => value.toLowerCase()),
  ),
  parse: (given) => given.toLowerCase(),
  format: String,
};

/** A line of shell; a blank flag or variable says nothing. */
export const command: ValueType<string | undefined> = {
  schema: line.check(z.refine((value) => value.trim() !== '', 'expected a command')),
  parse: (given) => (given.trim() === '' ? undefined : given),
  format: (value) => value ?? '',
};

/** A channel of `owner-report-send`; a blank flag or variable says nothing. */
export const via: ValueType<Channel | undefined> = {
  schema: z.enum(channels, expectOneOf(channels)),
  parse: (given, where) => (given.trim() === '' ? undefined : toWord(given.toLowerCase(), where, channels)),
  offer: channels,
  format: String,
};

const isWebAddress = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const anAddress = 'expected an address that begins with https:// or http://';

/** An address on the web; a blank flag or variable says nothing. */
export const webAddress: ValueType<string | undefined> = {
  isSecret: true,
  schema: line.check(z.refine(isWebAddress, anAddress)),
  parse: (given, where) => {
    if (given.trim() === '') return undefined;
    if (isWebAddress(given)) return given;
    throw new UsageError(`${where}: ${anAddress}, got ${given.length} other characters`);
  },
  format: (value) => value ?? '',
};

/** On or off. */
export const onOff: ValueType<boolean> = {
  schema: z.boolean('expected true or false'),
  format: String,
};

/** A whole number of at least `least`. */
export function count(least: number): ValueType<number> {
  return {
    schema: z.int('expected a whole number').check(z.minimum(least, `expected at least ${least}`)),
    parse: (given, where) => toCount(given, where, least),
    format: String,
  };
}

/** One of some words. */
export function oneOf<const T extends string>(...words: readonly T[]): ValueType<T> {
  return {
    schema: z.enum(words, expectOneOf(words)),
    parse: (given, where) => toWord(given, where, words),
    offer: words,
    format: String,
  };
}

const longestSeconds = 86_400;

/** Milliseconds: seconds in config.json, a duration such as `90s` in a flag or variable; above 0, at most a day. */
export const duration: ValueType<number> = {
  schema: z.pipe(
    z
      .number('expected a number of seconds')
      .check(
        z.positive('expected more than 0 seconds'),
        z.maximum(longestSeconds, `expected at most ${longestSeconds} seconds`),
      ),
    z.transform((seconds) => seconds * 1000),
  ),
  parse: (given, where) => {
    const ms = parseDuration(given, where);
    if (ms > 0 && ms <= longestSeconds * 1000) return ms;
    throw new UsageError(
      `${where}: expected more than 0 and at most ${longestSeconds} seconds, got ${JSON.stringify(given)}`,
    );
  },
  format: (ms) => `${ms}ms`,
};
