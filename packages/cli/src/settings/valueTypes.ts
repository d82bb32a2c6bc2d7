import { isAbsolute, resolve } from 'node:path';

import { expandPath, parseDuration, UsageError } from '@owner-report/spool';

import type { Offer } from '../arguments/optionSpec.ts';
import { toCount } from '../arguments/toCount.ts';
import { expectOneOf, toWord } from '../arguments/toWord.ts';
import { type Channel, channels } from './channels.ts';
import { asItIs, checkOf, isText, type Rule, type ValueCheck } from './valueCheck.ts';

/** A kind of value that a setting can have: how it stands in config.json, and how in a flag or variable. */
export interface ValueType<T> {
  check: ValueCheck<T>;
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
const noNul: Rule<string> = ['expected text without NUL', (value) => !value.includes('\0')];

/** @param rules what is expected beside that it is text which a program can take */
function checkLine(rules: readonly Rule<string>[], read = asItIs<string>): ValueCheck<string> {
  return checkOf('expected text', isText, [noNul, ...rules], read);
}

/** Text. */
export const text: ValueType<string> = { check: checkLine([]), parse: (given) => given, format: String };

/** A path, made absolute; a blank flag or variable says nothing. A relative one in config.json would lead elsewhere in each directory. */
export const path: ValueType<string | undefined> = {
  check: checkLine([['expected a path in full, or one that begins with "~/"', isFull]], (value) =>
    expandPath(value, 'config.json'),
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
  check: checkLine([], (value) => value.toLowerCase()),
  parse: (given) => given.toLowerCase(),
  format: String,
};

/** A line of shell; a blank flag or variable says nothing. */
export const command: ValueType<string | undefined> = {
  check: checkLine([['expected a command', (value) => value.trim() !== '']]),
  parse: (given) => (given.trim() === '' ? undefined : given),
  format: (value) => value ?? '',
};

/** A channel of `owner-report-send`; a blank flag or variable says nothing. */
export const via: ValueType<Channel | undefined> = {
  check: checkWord(channels),
  parse: (given, where) => (given.trim() === '' ? undefined : toWord(given.toLowerCase(), where, channels)),
  offer: channels,
  format: String,
};

const isWebAddress = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const anAddress = 'expected an address that begins with https:// or http://';

/** An address on the web; a blank flag or variable says nothing. */
export const webAddress: ValueType<string | undefined> = {
  isSecret: true,
  check: checkLine([[anAddress, isWebAddress]]),
  parse: (given, where) => {
    if (given.trim() === '') return undefined;
    if (isWebAddress(given)) return given;
    throw new UsageError(`${where}: ${anAddress}, got ${given.length} other characters`);
  },
  format: (value) => value ?? '',
};

/** On or off. */
export const onOff: ValueType<boolean> = {
  check: checkOf('expected true or false', (value) => typeof value === 'boolean', [], asItIs),
  format: String,
};

const aCount = 'expected a whole number';
const isWhole = (value: unknown): value is number => Number.isInteger(value);

/** A whole number of at least `least`. */
export function count(least: number): ValueType<number> {
  return {
    check: checkOf(
      aCount,
      isWhole,
      [
        [aCount, Number.isSafeInteger],
        [`expected at least ${least}`, (value) => value >= least],
      ],
      asItIs,
    ),
    parse: (given, where) => toCount(given, where, least),
    format: String,
  };
}

function checkWord<T extends string>(words: readonly T[]): ValueCheck<T> {
  const isWord = (value: unknown): value is T => words.some((word) => word === value);
  return checkOf(expectOneOf(words), isWord, [], asItIs);
}

/** One of some words. */
export function oneOf<const T extends string>(...words: readonly T[]): ValueType<T> {
  return {
    check: checkWord(words),
    parse: (given, where) => toWord(given, where, words),
    offer: words,
    format: String,
  };
}

const longestSeconds = 86_400;
const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** Milliseconds: seconds in config.json, a duration such as `90s` in a flag or variable; above 0, at most a day. */
export const duration: ValueType<number> = {
  check: checkOf(
    'expected a number of seconds',
    isNumber,
    [
      ['expected more than 0 seconds', (seconds) => seconds > 0],
      [`expected at most ${longestSeconds} seconds`, (seconds) => seconds <= longestSeconds],
    ],
    (seconds) => seconds * 1000,
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
