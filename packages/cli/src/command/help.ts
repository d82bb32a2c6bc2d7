import type { Argv } from 'yargs';

import type { OptionSpec } from '../arguments/optionSpec.ts';
import { scanArguments } from '../arguments/scanArguments.ts';
import { isTerminal } from '../talk/output.ts';
import type { CliSpec } from './specification.ts';

/** Widest help, in characters. */
export const helpWidth = 120;

/** The exit codes of a program, or of one of its commands, as the help ends with. */
export function describeExits({ exits }: CliSpec, command?: string): string {
  const own = exits.filter(([, , commands]) => command === undefined || commands?.includes(command) !== false);
  const lines = own.map(([code, meaning, commands]) => {
    const named = (commands ?? []).filter((name) => name !== '$0');
    const only = command === undefined && named.length > 0 ? `${named.join(', ')}: ` : '';
    return `  ${String(code).padEnd(3)} ${only}${meaning}`;
  });
  return ['Exit codes:', ...lines].join('\n');
}

/** Adds the examples and exit codes to the help of a named command: yargs forgets them there. */
export function addHelp(cli: Argv, spec: CliSpec, command: string): Argv {
  if (command === '$0') return cli;
  for (const [line, describe] of spec.examples)
    if (`${line} `.includes(`${spec.name} ${command} `)) cli.example(line, describe);
  return cli.epilogue(describeExits(spec, command));
}

/** Whether a command line asks for help or the version, wherever it does: what else is wrong with it is then no matter. */
export function asksForHelp(args: readonly string[], options: Readonly<Record<string, OptionSpec>>): boolean {
  for (const argument of scanArguments(args, options))
    if (argument.kind === 'unknown' && /^(?:-[hV]|--help|--version)$/.test(argument.text)) return true;
  return false;
}

/** How wide the help may be, in characters. A terminal that is gone has no columns. */
export function widthOfHelp(): number {
  const columns = isTerminal(1) ? process.stdout.columns : undefined;
  return Math.min(helpWidth, columns ?? helpWidth);
}
