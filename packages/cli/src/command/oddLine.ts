import { exitCodes, toPrintableJson, UsageError, version } from '@owner-report/spool';
import yargs, { type Argv } from 'yargs';

import type { OptionSpec } from '../arguments/optionSpec.ts';
import { readEnvironment } from '../arguments/readOptions.ts';
import { removeGuards, toYargsArguments } from '../arguments/toYargsArguments.ts';
import { writeOut } from '../talk/output.ts';
import { assertCommandLine } from './assertCommandLine.ts';
import { nameOfCommand, optionsOfAll } from './findCommand.ts';
import { addHelp, asksForHelp, describeExits, helpWidth, widthOfHelp } from './help.ts';
import { asksForDocument, toDocument } from './helpDocument.ts';
import type { CliSpec, CommandLine, CommandSpec, Invocation } from './specification.ts';
import { toInvocation } from './toInvocation.ts';

type Run = (command: CommandSpec, invocation: Invocation) => Promise<number>;

/**
 * Reads a command line by yargs, which says what is wrong with it, or prints the help that it asks for.
 * @param run runs the command that it calls
 * @returns the exit code
 * @throws UsageError
 */
export async function runOddLine(line: CommandLine, run: Run): Promise<number> {
  const { spec, args, chosen, options } = line;
  const asks = asksForHelp(args, options);
  if (asks && asksForDocument(args, options)) {
    writeOut(1, `${toPrintableJson(toDocument(spec))}\n`);
    return exitCodes.done;
  }
  if (!asks) assertCommandLine(line);
  let exitCode: number | undefined;
  const cli = createParser(spec, asks ? widthOfHelp() : helpWidth).config(readEnvironment(process.env, options));
  for (const command of spec.commands) {
    cli.command(
      command.command,
      command.describe,
      (sub) => addArguments(addHelp(sub, spec, nameOfCommand(command)), command),
      async (argv) => {
        exitCode = await run(command, toInvocation(argv, args, options));
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
