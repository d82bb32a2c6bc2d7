import type { OptionSpec } from '../arguments/optionSpec.ts';
import { scanArguments } from '../arguments/scanArguments.ts';
import { type CliSpec, type CommandSpec, globalOptions } from './specification.ts';

/** The command that a command line calls: the first word that is no option's value names it, else it is the default one. */
export function findCommand(spec: CliSpec, args: readonly string[]): CommandSpec | undefined {
  let first: string | undefined;
  for (const argument of scanArguments(args, everyOption(spec))) {
    if (argument.kind !== 'word') continue;
    first = argument.text;
    break;
  }
  const named = spec.commands.find((command) => nameOfCommand(command) === first);
  return named ?? spec.commands.find((command) => nameOfCommand(command) === '$0');
}

type Options = Record<string, OptionSpec>;

/** Options that any command of a program has. */
export function everyOption(spec: CliSpec): Options {
  return Object.assign({}, optionsOfAll(spec), ...spec.commands.map(({ options }) => options)) as Options;
}

/** Options that every command of a program has. */
export function optionsOfAll(spec: CliSpec): Options {
  return { ...globalOptions, ...spec.options };
}

/** `$0` for the default command. */
export function nameOfCommand({ command }: CommandSpec): string {
  return command.split(' ', 1)[0] ?? '';
}

/** One word that a command takes beside its options. */
export interface Positional {
  name: string;
  isRequired: boolean;
}

/** The positionals of a command, in their order. Its notation is yargs': `hold <report>`, `$0 [report]`. */
export function listPositionals({ command }: CommandSpec): Positional[] {
  const found = command.matchAll(/([<[])([\w-]+)[>\]]/g);
  return [...found].map(([, bracket, name = '']) => ({ name, isRequired: bracket === '<' }));
}
