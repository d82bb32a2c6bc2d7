import { errnoOf } from '@owner-report/spool';
import type { Argv } from 'yargs';

import type { CliSpec } from './specification.ts';

/** Widest help, in characters. */
export const helpWidth = 120;

/** The exit codes of a program, as its help ends with. */
export function describeExits({ exits }: CliSpec): string {
  return ['Exit codes:', ...exits.map(([code, meaning]) => `  ${String(code).padEnd(3)} ${meaning}`)].join('\n');
}

/** Adds the examples and exit codes to the help of a named command: yargs forgets them there. */
export function addHelp(cli: Argv, spec: CliSpec, command: string): Argv {
  if (command === '$0') return cli;
  for (const [line, describe] of spec.examples)
    if (`${line} `.includes(`${spec.name} ${command} `)) cli.example(line, describe);
  return cli.epilogue(describeExits(spec));
}

/** Whether a command line asks yargs to print something by itself. */
export function showsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('--version');
}

/** Prepares for yargs printing by itself: the reader of a pipe may go away. Returns how wide it may be, in characters. */
export function prepareHelp(): number {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe);
  return process.stdout.isTTY ? Math.min(helpWidth, process.stdout.columns) : helpWidth;
}

function ignoreBrokenPipe(error: Error): void {
  if (errnoOf(error) !== 'EPIPE') throw error;
}
