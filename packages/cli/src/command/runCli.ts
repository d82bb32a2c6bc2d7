import { exitCodes, toPrintableJson, UsageError, version } from '@owner-report/spool';
import yargs, { type Argv } from 'yargs';

import type { OptionSpec } from '../arguments/optionSpec.ts';
import { readEnvironment } from '../arguments/readOptions.ts';
import { removeGuards, toYargsArguments } from '../arguments/toYargsArguments.ts';
import { isTerminal, writeOut } from '../talk/output.ts';
import { assertCommandLine } from './assertCommandLine.ts';
import { everyOption, findCommand, nameOfCommand, optionsOfAll } from './findCommand.ts';
import { addHelp, asksForHelp, describeExits, helpWidth, widthOfHelp } from './help.ts';
import { asksForDocument, toDocument } from './helpDocument.ts';
import { reportError, tellPeople } from './reportError.ts';
import type { CliSpec, CommandSpec } from './specification.ts';
import { toInvocation } from './toInvocation.ts';

/** Runs a program on the arguments and environment of this process and sets its exit code. Never rejects. */
export async function runCli(spec: CliSpec): Promise<void> {
  const args = process.argv.slice(2);
  try {
    process.exitCode = await parseAndRun(spec, args);
  } catch (error) {
    process.exitCode = endFailed(spec, error, args);
  }
}

function endFailed(spec: CliSpec, error: unknown, args: readonly string[]): number {
  const onFailure = findCommand(spec, args)?.onFailure;
  if (onFailure === undefined) return reportError(spec.name, error, args);
  onFailure(error, args);
  if (isTerminal(2)) tellPeople(spec.name, error, args);
  return exitCodes.done;
}

async function parseAndRun(spec: CliSpec, args: string[]): Promise<number> {
  const chosen = findCommand(spec, args);
  // Variables of other commands' options must not count.
  const options = chosen === undefined ? everyOption(spec) : { ...optionsOfAll(spec), ...chosen.options };
  const asks = asksForHelp(args, options);
  if (asks && asksForDocument(args, options)) {
    writeOut(1, `${toPrintableJson(toDocument(spec))}\n`);
    return exitCodes.done;
  }
  if (!asks) assertCommandLine({ spec, args, chosen, options });
  let exitCode: number | undefined;
  const cli = createParser(spec, asks ? widthOfHelp() : helpWidth).config(readEnvironment(process.env, options));
  for (const command of spec.commands) {
    cli.command(
      command.command,
      command.describe,
      (sub) => addArguments(addHelp(sub, spec, nameOfCommand(command)), command),
      async (argv) => {
        exitCode = await command.run(toInvocation(argv, args, options));
      },
    );
  }
  if (chosen === undefined && !asks) {
    writeOut(2, `${await cli.getHelp()}\n\n`);
    throw new UsageError('expected a command, got none', {
      remedy: `For example: ${[spec.name, ...spec.commands.slice(0, 1).map(nameOfCommand)].join(' ')}`,
    });
  }
  // Told here what it would print, yargs prints nothing itself, and so never fails of a stdout that takes nothing.
  const print = (_error: unknown, _argv: unknown, text: string) => {
    if (text !== '') writeOut(1, `${text}\n`);
  };
  await cli.parseAsync(toYargsArguments(args, options, chosen?.positionals !== undefined), print);
  return exitCode ?? exitCodes.done;
}

function createParser(spec: CliSpec, width: number): Argv {
  // It asks for a working directory, which may be gone, and needs none.
  const cli = yargs([], '/')
    .scriptName(spec.name)
    .usage(`$0 - ${spec.describe}`)
    .version(version)
    .alias('V', 'version')
    .help()
    .alias('h', 'help')
    .detectLocale(false)
    .wrap(width)
    .exitProcess(false)
    .showHelpOnFail(false)
    .strict()
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'populate--': true,
    })
    .epilogue(describeExits(spec))
    .fail((message, error) => {
      throw error ?? new UsageError(removeGuards(message), { remedy: `See "${spec.name} --help".` });
    });
  for (const [command, describe] of spec.examples) cli.example(command, describe);
  return addOptions(cli, optionsOfAll(spec));
}

function addArguments(cli: Argv, command: CommandSpec): Argv {
  for (const [name, describe] of Object.entries(command.positionals ?? {}))
    cli.positional(name, { type: 'string', describe });
  return addOptions(cli, command.options ?? {});
}

function addOptions(cli: Argv, options: Record<string, OptionSpec>): Argv {
  for (const [name, option] of Object.entries(options)) {
    const marks = [option.placeholder, option.required === true ? 'required' : undefined].filter(
      (mark) => mark !== undefined,
    );
    const describe = [option.describe, ...marks.map((mark) => `[${mark}]`)].join(' ');
    const array = option.type === 'array';
    cli.option(name, { type: array ? 'string' : option.type, array, describe, hidden: option.hidden ?? false });
  }
  return cli;
}
