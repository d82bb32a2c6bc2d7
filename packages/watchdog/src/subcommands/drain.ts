import { type CommandSpec, type Invocation, resolveSending, type Sending } from '@owner-report/cli';
import {
  exitCodeOfError,
  exitCodes,
  type Home,
  loadParts,
  messageOf,
  noteLastPass,
  throwPartNeeded,
} from '@owner-report/spool';

import { drainOptions } from '../drainOptions.ts';
import { isIdle } from '../pass/isIdle.ts';
import { tellEnd } from '../pass/tellEnd.ts';

/** `owner-report-watchdog` without a subcommand: one pass, or with `--follow` one after the other. */
export const drainSubcommand: CommandSpec = {
  command: '$0',
  describe: 'Send what is pending, oldest first; the first failure stops the pass',
  options: drainOptions,
  run: drain,
};

async function drain(invocation: Invocation): Promise<number> {
  const { home, flag } = invocation;
  const sending = resolveOrNote(invocation);
  if (!flag('follow') && !flag('dry-run') && isSurelyIdle(home)) return endIdle(invocation, sending);
  const { drainQueue } = await import('./drainQueue.ts');
  await loadParts();
  return drainQueue(invocation, sending);
}

// A pass that cannot begin has ended, too: who watches is to know why.
function resolveOrNote({ home, given, flag }: Invocation): Sending {
  try {
    return resolveSending(home, given, flag('scheduled'));
  } catch (error) {
    throwPartNeeded(error);
    if (!flag('dry-run'))
      noteLastPass(home, { exit_code: exitCodeOfError(error), error: messageOf(error) }, new Date());
    throw error;
  }
}

// Where that cannot be told, the pass says why.
function isSurelyIdle(home: Home): boolean {
  try {
    return isIdle(home);
  } catch (error) {
    throwPartNeeded(error);
    return false;
  }
}

async function endIdle({ home, talk }: Invocation, sending: Sending): Promise<number> {
  const ping = sending.settings.pingUrl === undefined ? undefined : await loadPing();
  noteLastPass(home, { exit_code: exitCodes.done, sent: 0, left: 0 }, new Date());
  const exitCode = tellEnd(talk, { exitCode: exitCodes.done, sent: 0, left: 0 });
  await ping?.({ home, sending, exitCode, onWarning: talk.warn });
  return exitCode;
}

async function loadPing(): Promise<typeof import('../pass/ping.ts').ping> {
  const { ping } = await import('../pass/ping.ts');
  await loadParts();
  return ping;
}
