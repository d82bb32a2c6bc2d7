import { exitCodes, loadParts, requireParts, runWithParts } from '@owner-report/spool';

import { nameVariable } from '../arguments/nameVariable.ts';
import { readPlainly } from '../arguments/readPlainly.ts';
import { isTerminal } from '../talk/output.ts';
import type { Talk } from '../talk/talk.ts';
import { everyOption, findCommand, listPositionals, nameOfCommand, optionsOfAll } from './findCommand.ts';
import { reportError, tellPeople } from './reportError.ts';
import type { CliSpec, CommandLine, CommandSpec, Invocation } from './specification.ts';
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
  const chosen = findCommand(spec, args);
  nameVariable(error, args, optionsOf(spec, chosen), process.env);
  const onFailure = chosen?.onFailure;
  if (onFailure === undefined) return reportError(spec.name, error, args);
  onFailure(error, args);
  if (isTerminal(2)) tellPeople(spec.name, error, args);
  return exitCodes.done;
}

async function parseAndRun(spec: CliSpec, args: readonly string[]): Promise<number> {
  const chosen = findCommand(spec, args);
  const line = { spec, args, chosen, options: optionsOf(spec, chosen) };
  const plain = chosen === undefined ? undefined : readPlainLine(line, chosen);
  if (chosen !== undefined && plain !== undefined) return runCommand(chosen, plain);
  const { runOddLine } = await loadOddLine();
  return runOddLine(line, runCommand);
}

// Variables of other commands' options must not count.
function optionsOf(spec: CliSpec, chosen: CommandSpec | undefined): CommandLine['options'] {
  return chosen === undefined ? everyOption(spec) : { ...optionsOfAll(spec), ...chosen.options };
}

function readPlainLine({ args, options }: CommandLine, chosen: CommandSpec): Invocation | undefined {
  const positionals = listPositionals(chosen);
  const shape = {
    options,
    isNamed: nameOfCommand(chosen) !== '$0',
    positionals,
    takesRest: positionals.length === 0,
  };
  const values = readPlainly(args, shape, process.env);
  return values === undefined ? undefined : toInvocation(values, args, options);
}

async function runCommand({ run, runOnce, load }: CommandSpec, invocation: Invocation): Promise<number> {
  if (run !== undefined) return runWithParts(() => run({ ...invocation, talk: warnOnce(invocation.talk) }));
  if (runOnce !== undefined) return runOnce(invocation);
  const loaded = await load();
  // Only now: parts of what was loaded are among them.
  await loadParts();
  return loaded(invocation);
}

// Of a call that may begin anew: what it warns of is said when it cannot any more.
function warnOnce(talk: Talk): Talk {
  const warn: Talk['warn'] = (text) => {
    requireParts();
    talk.warn(text);
  };
  return { ...talk, warn };
}

// yargs asks for the working directory when it is loaded. It needs none, and that may be gone.
async function loadOddLine(): Promise<typeof import('./oddLine.ts')> {
  const cwd = process.cwd.bind(process);
  process.cwd = () => '/';
  try {
    return await import('./oddLine.ts');
  } finally {
    process.cwd = cwd;
  }
}
