import type { Argv } from 'yargs';

import { isTerminal } from '../talk/output.ts';
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

/** How wide the help may be, in characters. A terminal that is gone has no columns. */
export function widthOfHelp(): number {
  const columns = isTerminal(1) ? process.stdout.columns : undefined;
  return Math.min(helpWidth, columns ?? helpWidth);
}
