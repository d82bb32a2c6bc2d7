import { readFileSync } from 'node:fs';

import { type CommandSpec, findShipped, type Invocation, toWord, writeOut } from '@owner-report/cli';
import { exitCodes, MissingProgramError, schemaVersion } from '@owner-report/spool';

const shells = ['bash', 'zsh', 'fish'] as const;

/** Prints what makes a shell complete the command lines of all programs. The build makes it of their help. */
export const completionSubcommand: CommandSpec = {
  command: 'completion <shell>',
  describe: 'Print the completion of all owner-report commands for a shell',
  positionals: { shell: shells.join(', ') },
  offers: { shell: shells },
  notes: [
    'To switch it on:',
    '  bash: put into ~/.bashrc                  eval "$(owner-report-watchdog completion bash)"',
    '  zsh:  put at the end of ~/.zshrc          eval "$(owner-report-watchdog completion zsh)"',
    '  fish: type once, and after an upgrade     owner-report-watchdog completion fish > ~/.config/fish/conf.d/owner-report.fish',
  ].join('\n'),
  run: printCompletion,
};

function printCompletion({ talk, text }: Invocation): number {
  const shell = toWord(text('shell') ?? '', 'completion', shells);
  const path = findShipped(`completions/owner-report.${shell}`);
  if (path === undefined)
    throw new MissingProgramError(`expected completions/owner-report.${shell} beside this command, found none`, {
      remedy: 'Install the whole package, or build it: npm run build',
    });
  const script = readFileSync(path, 'utf8');
  if (!talk.json) writeOut(1, script);
  talk.document({ schemaVersion, shell, script });
  return exitCodes.done;
}
