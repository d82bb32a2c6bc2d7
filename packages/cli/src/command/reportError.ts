import {
  exitCodeOfError,
  exitCodes,
  messageOf,
  remedyOf,
  schemaVersion,
  toPrintable,
  toPrintableJson,
} from '@owner-report/spool';

import { readEnvironment, readOptions } from '../arguments/readOptions.ts';
import { writeOut } from '../talk/output.ts';
import { globalOptions } from './specification.ts';

/**
 * Tells what a command failed of: a message for people on stderr, with --json a document on stdout, too.
 * @param args the command line, which may be wrong itself
 * @returns the exit code that stands for the error
 */
export function reportError(program: string, error: unknown, args: readonly string[]): number {
  const exitCode = tellPeople(program, error, args);
  if (isSwitchedOn('json', args)) {
    const document = {
      schemaVersion,
      error: { exit_code: exitCode, message: messageOf(error), remedy: remedyOf(error) },
    };
    writeOut(1, `${toPrintableJson(document)}\n`);
  }
  return exitCode;
}

/** The same without the document. */
export function tellPeople(program: string, error: unknown, args: readonly string[]): number {
  const isUsage = error instanceof Error && error.name === 'YError';
  const exitCode = isUsage ? exitCodes.usage : exitCodeOfError(error);
  const remedy = remedyOf(error);
  const bug = exitCode === exitCodes.bug;
  const lines = [`${program}: ${bug ? 'a bug in this program: ' : ''}${messageOf(error)}`];
  if (remedy !== undefined) lines.push(`  ${remedy}`);
  if (bug) lines.push('  Please report it; --verbose shows where it happened.');
  if (bug && isSwitchedOn('verbose', args) && error instanceof Error && error.stack !== undefined)
    lines.push(error.stack);
  writeOut(2, `${toPrintable(lines.join('\n'))}\n`);
  return exitCode;
}

// As far as can be told: the command line, or a variable, may be what is wrong.
function isSwitchedOn(name: string, args: readonly string[]): boolean {
  const given = readOptions(args, globalOptions)[name];
  if (given !== undefined) return given === true;
  const option = globalOptions[name];
  try {
    return option !== undefined && readEnvironment(process.env, { [name]: option })[name] === true;
  } catch {
    return false;
  }
}
