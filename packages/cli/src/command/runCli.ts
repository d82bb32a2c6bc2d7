import yargs, { type Argv } from 'yargs';

import {
  errnoOf,
  exitCodes,
  messageOf,
  OwnerReportError,
  remedyOf,
  resolveHome,
  schemaVersion,
  toPrintable,
  toPrintableJson,
  UsageError,
  version,
} from '@owner-report/spool';

import { guardPositionals, isSwitchedOn, joinValues, readEnvironment, removeGuards } from '../arguments/arguments.ts';
import { writeOut } from '../talk/output.ts';
import { createTalk } from '../talk/talk.ts';
import { type CliSpec, type CommandSpec, globalOptions, type Invocation, type OptionSpec } from './specification.ts';

/** Widest help, in characters. */
const helpWidth = 120;

/** Runs a program on the arguments and environment of this process and sets its exit code. Never rejects. */
export async function runCli(spec: CliSpec): Promise<void> {
  const args = process.argv.slice(2);
  try {
    process.exitCode = await parseAndRun(spec, args);
  } catch (error) {
    process.exitCode = reportError(spec.name, error, (name) => isSwitchedOn(name, args, process.env));
  }
}

async function parseAndRun(spec: CliSpec, args: string[]): Promise<number> {
  const chosen = findCommand(spec, args);
  const options = { ...globalOptions, ...chosen?.options };
  let exitCode: number | undefined;
  const cli = yargs()
    .scriptName(spec.name)
    .usage(`$0 - ${spec.describe}`)
    .version(version)
    .help()
    .detectLocale(false)
    .wrap(showsHelp(args) ? prepareHelp() : helpWidth)
    .exitProcess(false)
    .showHelpOnFail(false)
    .strict()
    .recommendCommands()
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'populate--': true,
    })
    .config(readEnvironment(process.env, options))
    .fail((message, error) => {
      throw error ?? new UsageError(removeGuards(message), { remedy: `See "${spec.name} --help".` });
    });
  addOptions(cli, globalOptions);
  for (const [command, describe] of spec.examples) cli.example(command, describe);
  cli.epilogue(describeExits(spec));
  for (const command of spec.commands) {
    cli.command(
      command.command,
      command.describe,
      (sub) => addArguments(addHelp(sub, spec, nameOf(command)), command),
      async (argv) => {
        exitCode = await command.run(toInvocation(argv));
      },
    );
  }
  const joined = joinValues(args, options);
  await cli.parseAsync(chosen?.positionals === undefined ? joined : guardPositionals(joined));
  return exitCode ?? exitCodes.done;
}

// The command that is called: variables of other commands' options must not count.
function findCommand(spec: CliSpec, args: readonly string[]): CommandSpec | undefined {
  const every = Object.assign(
    {},
    globalOptions,
    ...spec.commands.map((command) => command.options),
  ) as typeof globalOptions;
  const first = firstWord(args, every);
  const named = spec.commands.find((command) => nameOf(command) === first);
  return named ?? spec.commands.find((command) => nameOf(command) === '$0');
}

// The first argument that is neither an option nor the value of one: `--worker run` calls no command.
function firstWord(args: readonly string[], options: Record<string, OptionSpec>): string | undefined {
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg === '--') return undefined;
    if (!arg.startsWith('-')) return arg;
    const option = arg.startsWith('--') ? options[arg.slice(2)] : undefined;
    if (option !== undefined && option.type !== 'boolean') index += 1;
  }
  return undefined;
}

function nameOf(command: CommandSpec): string {
  return command.command.split(' ', 1)[0] ?? '';
}

function describeExits(spec: CliSpec): string {
  return ['Exit codes:', ...spec.exits.map(([code, meaning]) => `  ${String(code).padEnd(3)} ${meaning}`)].join('\n');
}

// yargs forgets examples and epilogue in the help of a named command.
function addHelp(cli: Argv, spec: CliSpec, name: string): Argv {
  if (name === '$0') return cli;
  for (const [command, describe] of spec.examples)
    if (`${command} `.includes(`${spec.name} ${name} `)) cli.example(command, describe);
  return cli.epilogue(describeExits(spec));
}

function addArguments(cli: Argv, command: CommandSpec): Argv {
  for (const [name, describe] of Object.entries(command.positionals ?? {}))
    cli.positional(name, { type: 'string', describe });
  return addOptions(cli, command.options ?? {});
}

function addOptions(cli: Argv, options: Record<string, OptionSpec>): Argv {
  for (const [name, option] of Object.entries(options)) {
    const describe = option.placeholder === undefined ? option.describe : `${option.describe} [${option.placeholder}]`;
    const array = option.type === 'array';
    cli.option(name, { type: array ? 'string' : option.type, array, describe, hidden: option.hidden ?? false });
  }
  return cli;
}

function toInvocation(argv: Record<string, unknown>): Invocation {
  const flag = (name: string) => argv[name] === true;
  const text = (name: string) => {
    // An option that is given twice means the second one.
    const value: unknown = Array.isArray(argv[name]) ? argv[name].at(-1) : argv[name];
    return typeof value === 'string' ? removeGuards(value) : undefined;
  };
  const list = (name: string) => (Array.isArray(argv[name]) ? argv[name].map(String) : []);
  return {
    home: resolveHome(readHome(text('home'))),
    talk: createTalk({ json: flag('json'), quiet: flag('quiet'), verbose: flag('verbose') }),
    text,
    flag,
    list,
    rest: Array.isArray(argv['--']) ? argv['--'].map(String) : undefined,
  };
}

// An empty variable says nothing; a flag that was given means something.
function readHome(given: string | undefined): string | undefined {
  if (given !== '') return given;
  throw new UsageError('--home: expected a directory, got nothing', {
    remedy: 'Name one, or leave --home out for the default home. An unset variable may be the cause.',
  });
}

function reportError(name: string, error: unknown, isOn: (name: string) => boolean): number {
  const exitCode = exitCodeOf(error);
  const remedy = remedyOf(error);
  const bug = exitCode === exitCodes.bug;
  const lines = [`${name}: ${bug ? 'a bug in this program: ' : ''}${messageOf(error)}`];
  if (remedy !== undefined) lines.push(`  ${remedy}`);
  if (bug) lines.push('  Please report it; --verbose shows where it happened.');
  if (bug && isOn('verbose') && error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  writeOut(2, `${toPrintable(lines.join('\n'))}\n`);
  if (isOn('json')) {
    writeOut(
      1,
      `${toPrintableJson({ schemaVersion, error: { exit_code: exitCode, message: messageOf(error), remedy } })}\n`,
    );
  }
  return exitCode;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof OwnerReportError) return error.exitCode;
  if (error instanceof Error && error.name === 'YError') return exitCodes.usage;
  return errnoOf(error) === undefined ? exitCodes.bug : exitCodes.io;
}

function showsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('--version');
}

// yargs prints help by itself; the reader of a pipe may go away. Returns how wide it may be, in characters.
function prepareHelp(): number {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe);
  return process.stdout.isTTY ? Math.min(helpWidth, process.stdout.columns) : helpWidth;
}

function ignoreBrokenPipe(error: Error): void {
  if (errnoOf(error) !== 'EPIPE') throw error;
}
