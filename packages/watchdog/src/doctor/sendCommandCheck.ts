import { resolve } from 'node:path';

import { shellPath } from '@owner-report/cli';
import { pathWithCommands } from '@owner-report/driver';

import { readShellLine, untold } from '../entry/shellLine.ts';
import { fail, type Finding } from '../finding.ts';
import { findProgram } from './findProgram.ts';

const builtins: ReadonlySet<string> = new Set(
  '. : [ [[ bg break cd continue echo exec exit export false fg getopts jobs kill local printf pwd read readonly return set shift source test times trap true ulimit umask unset wait fi done esac'.split(
    ' ',
  ),
);
// What follows depends on a look, or a name may be a function.
const undecided: ReadonlySet<string> = new Set([
  'case',
  'for',
  'select',
  'function',
  'command',
  'type',
  'which',
  'alias',
  'eval',
  'hash',
]);

// The wrapper looks further than cron's PATH: scripts/lib/runtime.sh.
const wrapperPath =
  '/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin:~/.local/bin:~/.npm-global/bin:~/.volta/bin:~/.local/share/pnpm:~/Library/pnpm';

/** A scheduled run, as far as its send command is concerned. */
interface SendRun {
  environment: NodeJS.ProcessEnv;
  cwd: string;
  /** By the wrapper. */
  isWrapped: boolean;
}

/**
 * A failure for a send command that names a program which a scheduled run does not find on the PATH that it is given.
 */
export function checkSendProgram(
  command: string,
  { environment, cwd, isWrapped }: SendRun,
  userHome: string,
): Finding[] {
  if (/\w\s*\(\s*\)/.test(command)) return [];
  const further = isWrapped ? [wrapperPath.replaceAll('~', () => userHome)] : [];
  const path = pathWithCommands([environment['PATH'] ?? shellPath, ...further].join(':'));
  const commands = [...readShellLine(command, (name) => environment[name])];
  if (commands.some(({ words }) => undecided.has(words[0] ?? ''))) return [];
  for (const { join, words } of commands) {
    const name = words[0] === 'exec' ? (words[1] ?? '') : (words[0] ?? '');
    if (join === '||' || name === '' || name.includes(untold) || builtins.has(name)) continue;
    if (findProgram(name, path, cwd) !== undefined) continue;
    const where = name.includes('/') ? `at ${resolve(cwd, name)}` : `on PATH=${environment['PATH'] ?? ''}`;
    return [
      fail(
        `the send command names ${name}, and a scheduled run finds no such program ${where}`,
        'Install it, write its whole path into the send command, or set PATH in the schedule entry.',
      ),
    ];
  }
  return [];
}
