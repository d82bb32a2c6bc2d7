import type { Outcome } from '@owner-report/cli';
import { MissingProgramError } from '@owner-report/spool';

import { describeProgramEnd, runProgram } from '../program/runProgram.ts';
import type { Letter } from './letter.ts';

// Where it lies, and no PATH of cron leads to.
const places = ['/usr/sbin', '/usr/lib', '/usr/local/sbin'];

// EX_DATAERR and EX_NOUSER of sysexits.h: that mail, or that address, will never do. Not EX_NOHOST: for msmtp that is its own
// server, whose name cannot be found while the network is down.
const finalCodes = new Set([65, 67]);

// msmtp says on three what it was about, what the server replied, and that it could not send.
const toldLines = 3;

/**
 * Hands a mail to the mail system of this machine. Its exit code is of sysexits.h.
 * @param program `sendmail`, or one that takes its options
 * @throws MissingProgramError
 */
export async function sendBySendmail(
  program: string,
  letter: Letter,
  environment: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Outcome> {
  const path = [environment['PATH'] ?? '/usr/bin:/bin', ...places].join(':');
  const { ending, stderr } = await runProgram({
    program,
    args: ['-i', '-t'],
    environment: { ...environment, PATH: path },
    input: letter.bytes,
    timeoutMs,
  });
  if (ending.kind === 'not-started') {
    throw new MissingProgramError(`expected a mail system at '${program}', found none: ${ending.reason}`, {
      remedy: 'Install one (say, msmtp-mta), name its program in SENDMAIL, or set SMTP_URL.',
    });
  }
  if (ending.kind === 'exited' && ending.code === 0) return { outcome: 'sent', messageId: letter.messageId };
  const words = stderr
    .trim()
    .split(/\s*\n\s*/)
    .slice(-toldLines)
    .join('; ');
  const reason = `${program}: ${describeProgramEnd(ending)}${words === '' ? '' : `: ${words}`}`;
  if (ending.kind !== 'exited') return { outcome: 'unknown', reason };
  return { outcome: finalCodes.has(ending.code) ? 'rejected' : 'failed', reason };
}
