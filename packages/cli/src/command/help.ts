import type { Argv } from 'yargs';

import type { OptionSpec } from '../arguments/optionSpec.ts';
import { scanArguments } from '../arguments/scanArguments.ts';
import { isTerminal } from '../talk/output.ts';
import { nameOfCommand } from './findCommand.ts';
import type { CliSpec } from './specification.ts';

/** Widest help, in characters. */
export const helpWidth = 120;

/** The exit codes of a program, or of one of its commands, as the help ends with. */
export function describeExits({ commands, exits }: CliSpec, command?: string): string {
  const own = exits.filter(([, , those]) => command === undefined || those?.includes(command) !== false);
  const lines = own.map(([code, meaning, those]) => {
    // What nearly all end with needs no names; the default command has none.
    const isOfFew = those !== undefined && !those.includes('$0') && those.length < commands.length - 1;
    const only = command === undefined && isOfFew ? `${those.join(', ')}: ` : '';
    return `  ${String(code).padEnd(3)} ${only}${meaning}`;
  });
  return ['Exit codes:', ...lines].join('\n');
}

/** Adds the examples and exit codes to the help of a named command: yargs forgets them there. */
export function addHelp(cli: Argv, spec: CliSpec, command: string): Argv {
  if (command === '$0') return cli;
  for (const [line, describe] of spec.examples)
    if (`${line} `.includes(`${spec.name} ${command} `)) cli.example(line, describe);
  const notes = spec.commands.find((one) => nameOfCommand(one) === command)?.notes;
  return cli.epilogue([...(notes === undefined ? [] : [notes]), describeExits(spec, command)].join('\n\n'));
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
