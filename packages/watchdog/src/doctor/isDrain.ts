import { type CliSpec, findCommand, nameOfCommand } from '@owner-report/cli';

/** Commands of this program, to know which of them a line calls. */
export type Commands = Pick<CliSpec, 'commands' | 'options'>;

const emptySpec = { name: '', describe: '', examples: [], exits: [] };

/** Name of the command that the words behind our program call; `$0` for the one that drains. */
export function nameOfCalled(args: readonly string[], commands: Commands): string {
  const called = findCommand({ ...emptySpec, ...commands }, args);
  return called === undefined ? '' : nameOfCommand(called);
}

/** Whether the words behind our program call the command that drains. */
export function isDrain(args: readonly string[], commands: Commands): boolean {
  return nameOfCalled(args, commands) === '$0';
}
