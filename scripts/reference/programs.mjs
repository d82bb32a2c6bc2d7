// What the help of each command says, as data: man pages and completion are made of it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The documents of `--help --json`, each with its commands, which list all the options that they take. */
export function readPrograms(commands) {
  return commands.map((name) => {
    const bin = join('packages', name, 'bin', `owner-report-${name}.cjs`);
    const document = JSON.parse(execFileSync(process.execPath, [bin, '--help', '--json'], { encoding: 'utf8' }));
    return { ...document, commands: document.commands.map((command) => withSharedOptions(command, document.options)) };
  });
}

// A command may say what a shared option means for it.
function withSharedOptions(command, shared) {
  const own = new Map(command.options.map((option) => [option.name, option]));
  const [common, ...last] = [shared.filter(({ short }) => !short), ...shared.filter(({ short }) => short)];
  const rest = command.options.filter(({ name }) => !common.some((option) => option.name === name));
  return {
    ...command,
    ownOptions: rest,
    options: [...common.map((option) => own.get(option.name) ?? option), ...rest, ...last],
  };
}
