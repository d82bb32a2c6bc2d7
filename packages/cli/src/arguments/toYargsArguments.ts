import { UsageError } from '@owner-report/spool';

import type { OptionSpec } from './optionSpec.ts';
import { readSwitch } from './readSwitch.ts';
import { type Argument, scanArguments } from './scanArguments.ts';

// No argument of a process can hold a NUL.
const guard = '\0';

/**
 * The same command line in a form that yargs cannot misread: `--name="value"` for an option, since a value may begin
 * with a dash and yargs takes a pair of quotes off; `--name=true` for a switch, so that yargs looks for no value in the
 * next word.
 * @param hasPositionals put the words behind `--` among the positionals, guarded: yargs reads a positional a second
 * time, and would take one that begins with a dash for an option.
 * @throws UsageError when an option that takes a value stands last, or before another option; when a switch is given
 * something that is neither on nor off.
 */
export function toYargsArguments(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
  hasPositionals: boolean,
): string[] {
  return [...scanArguments(args, options)].flatMap((argument) => {
    if (argument.kind === 'option') return [toYargsOption(argument)];
    if (argument.kind !== 'rest') return [argument.text];
    return hasPositionals ? argument.words.map((word) => `${guard}${word}`) : ['--', ...argument.words];
  });
}

/** What was meant by text that may hold guarded words. */
export function removeGuards(text: string): string {
  return text.replaceAll(guard, '');
}

function toYargsOption({ name, type, value, next }: Extract<Argument, { kind: 'option' }>): string {
  if (type === 'boolean') return `--${name}=${value === undefined || readSwitch(value, `--${name}`)}`;
  if (value !== undefined) return `--${name}="${value}"`;
  throw new UsageError(`--${name}: expected a value, got ${next === undefined ? 'nothing' : `the option ${next}`}`, {
    remedy: `Give it one; write --${name}=VALUE for a value that looks like an option.`,
  });
}
