import { UsageError } from '@owner-report/spool';

import type { OptionSpec } from '../command/specification.ts';

/**
 * Joins `--name value` to `--name=value`, so that a value may begin with a dash, and stops at `--`. A switch gets its value,
 * so that yargs looks for none in the next word.
 * @throws UsageError when an option that takes a value stands last, or before another option; when a switch is given
 * something that is neither on nor off.
 */
export function joinValues(args: readonly string[], options: Record<string, OptionSpec>): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg === '--') return [...joined, ...args.slice(index)];
    const option = findOption(arg, options);
    if (option?.type === 'boolean') {
      joined.push(`--${nameOf(arg)}=${readSwitch(arg)}`);
      continue;
    }
    if (option === undefined || arg.includes('=')) {
      joined.push(protectQuotes(arg, options));
      continue;
    }
    const value = args[index + 1];
    if (value === undefined || value === '--' || isOption(value, options)) {
      throw new UsageError(`${arg}: expected a value, got ${value === undefined ? 'nothing' : `the option ${value}`}`, {
        remedy: `Give it one; write ${arg}=VALUE for a value that looks like an option.`,
      });
    }
    joined.push(protectQuotes(`${arg}=${value}`, options));
    index += 1;
  }
  return joined;
}

// No argument of a process can hold a NUL.
const guard = '\0';

/**
 * Puts the words behind `--` among the positionals, as they stand: yargs reads a positional a second time, and would take
 * one that begins with a dash for an option.
 */
export function guardPositionals(joined: readonly string[]): string[] {
  const end = joined.indexOf('--');
  if (end === -1) return [...joined];
  return [...joined.slice(0, end), ...joined.slice(end + 1).map((word) => `${guard}${word}`)];
}

/** What was meant by text that may hold guarded words. */
export function removeGuards(text: string): string {
  return text.replaceAll(guard, '');
}

// yargs takes a pair of quotes off a value behind "=": it gets one to take.
function protectQuotes(arg: string, options: Record<string, OptionSpec>): string {
  const equals = arg.indexOf('=');
  if (equals === -1 || !isOption(arg, options)) return arg;
  return `${arg.slice(0, equals)}="${arg.slice(equals + 1)}"`;
}

function isOption(text: string, options: Record<string, OptionSpec>): boolean {
  return findOption(text, options) !== undefined;
}

function findOption(arg: string, options: Record<string, OptionSpec>): OptionSpec | undefined {
  return arg.startsWith('--') && Object.hasOwn(options, nameOf(arg)) ? options[nameOf(arg)] : undefined;
}

// Of `--name` and `--name=value`.
function nameOf(arg: string): string {
  return arg.slice(2).split('=', 1)[0] as string;
}

function readSwitch(arg: string): boolean {
  const equals = arg.indexOf('=');
  return equals === -1 || toBoolean(arg.slice(equals + 1), arg.slice(0, equals));
}

/** Whether a global switch is on, as far as can be told of a command line that may be wrong: the last one counts. */
export function isSwitchedOn(name: string, args: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const end = args.indexOf('--');
  const given = args
    .slice(0, end === -1 ? args.length : end)
    .findLast((arg) => /^--[^=]/.test(arg) && nameOf(arg) === name);
  try {
    if (given !== undefined) return readSwitch(given);
    return readEnvironment(environment, { [name]: { type: 'boolean', describe: '' } })[name] === true;
  } catch {
    return false;
  }
}

/** The options that `OWNER_REPORT_<OPTION>` variables set. */
export function readEnvironment(
  environment: NodeJS.ProcessEnv,
  options: Record<string, OptionSpec>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const variable = `OWNER_REPORT_${name.replaceAll('-', '_').toUpperCase()}`;
    const text = environment[variable];
    if (text === undefined || text === '' || option.environment === false) continue;
    values[name] = option.type === 'boolean' ? toBoolean(text, variable) : text;
  }
  return values;
}

function toBoolean(text: string, variable: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new UsageError(`${variable}: expected 1 or 0, got ${JSON.stringify(text)}`);
}
