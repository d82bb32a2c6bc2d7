import { schemaVersion, version } from '@owner-report/spool';

import type { OptionSpec } from '../arguments/optionSpec.ts';
import { readOptions, variableOf } from '../arguments/readOptions.ts';
import { scanArguments } from '../arguments/scanArguments.ts';
import { listPositionals, nameOfCommand, optionsOfAll } from './findCommand.ts';
import type { CliSpec, CommandSpec } from './specification.ts';

type Options = Readonly<Record<string, OptionSpec>>;

/** Whether a command line asks for the help as a document: --help with --json. Its variable does not count, it is people's, too. */
export function asksForDocument(args: readonly string[], options: Options): boolean {
  if (readOptions(args, options)['json'] !== true) return false;
  for (const argument of scanArguments(args, options))
    if (argument.kind === 'unknown' && /^(?:-h|--help)$/.test(argument.text)) return true;
  return false;
}

// yargs has them of its own.
const ownOptions = [
  { name: 'version', short: 'V', type: 'boolean', describe: 'Show version number' },
  { name: 'help', short: 'h', type: 'boolean', describe: 'Show help' },
];

/** All that the help of a program says. Man pages and completion in shells are made of it. The default command has no name. */
export function toDocument(spec: CliSpec): Record<string, unknown> {
  const { name, describe, commands, examples, exits } = spec;
  return {
    schemaVersion,
    name,
    version,
    describe,
    options: [...listOptions(optionsOfAll(spec)), ...ownOptions],
    commands: commands.map(documentOf),
    examples: examples.map(([line, meaning]) => ({ line, describe: meaning })),
    exits: exits.map(([code, meaning, names]) => ({ code, describe: meaning, commands: names?.map(bareName) })),
  };
}

function documentOf(command: CommandSpec): Record<string, unknown> {
  const positionals = listPositionals(command).map(({ name, isRequired }) => ({
    name,
    describe: command.positionals?.[name],
    required: isRequired,
    offer: command.offers?.[name],
  }));
  const { describe, options = {}, takesCommand, notes } = command;
  const name = bareName(nameOfCommand(command));
  return { name, describe, positionals, options: listOptions(options), takes_command: takesCommand, notes };
}

function listOptions(options: Options): Record<string, unknown>[] {
  const shown = Object.entries(options).filter(([, { hidden }]) => hidden !== true);
  return shown.map(([name, { type, describe, placeholder, required, environment, offer }]) => ({
    name,
    type,
    describe,
    placeholder,
    required,
    variable: environment === false ? undefined : variableOf(name),
    offer,
  }));
}

function bareName(name: string): string {
  return name === '$0' ? '' : name;
}
