import type { Outcome } from '@owner-report/cli';
import { lastLine, MissingProgramError } from '@owner-report/spool';

import { describeProgramEnd, runProgram } from '../program/runProgram.ts';
import type { Letter } from './letter.ts';

// Where it lies, and no PATH of cron leads to.
const places = ['/usr/sbin', '/usr/lib', '/usr/local/sbin'];

// EX_DATAERR, EX_NOUSER and EX_NOHOST of sysexits.h: that mail, or that address, will never do.
const finalCodes = new Set([65, 67, 68]);

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
  const words = lastLine(stderr);
  const reason = `${program}: ${describeProgramEnd(ending)}${words === '' ? '' : `: ${words}`}`;
  if (ending.kind !== 'exited') return { outcome: 'unknown', reason };
  return { outcome: finalCodes.has(ending.code) ? 'rejected' : 'failed', reason };
}
