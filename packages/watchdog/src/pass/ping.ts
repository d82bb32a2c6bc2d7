import { type Sending, takeCredentials } from '@owner-report/cli';
import { type ExitCode, exitCodes, type Home, messageOf } from '@owner-report/spool';

import { findDueSeconds } from '../status/heads.ts';
import { readStatus } from '../status/readStatus.ts';

const patienceMs = 5000;

/** What a ping is about. */
export interface PingOrder {
  home: Home;
  sending: Sending;
  /** How the pass has ended. */
  exitCode: ExitCode;
  onWarning: (text: string) => void;
}

/**
 * Tells the check of `pingUrl`, if there is one, how a pass has ended: well, when that was 0 and no head waits for too long,
 * else a queue that is stuck would look healthy. Takes 5 s at most, and never rejects: what goes wrong is a warning.
 */
export async function ping(order: PingOrder): Promise<void> {
  const { pingUrl } = order.sending.settings;
  if (pingUrl === undefined) return;
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const address = (await isWell(order)) ? pingUrl : addressOfFailure(pingUrl);
    const { url, headers } = takeCredentials(new URL(address));
    const { ok, status, body } = await fetch(url, { headers, signal });
    // Nobody waits for the end of it, which may never come.
    await body?.cancel();
    if (!ok) order.onWarning(`${nameOf(pingUrl)}: expected a status of success, got ${status}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = signal.aborted ? `no answer within ${patienceMs / 1000} s` : messageOf(cause);
    order.onWarning(`${nameOf(pingUrl)}: ${why}`);
  }
}

/** Whether a pass went well, and leaves nothing behind that waits for too long. */
async function isWell({ home, sending, exitCode, onWarning }: PingOrder): Promise<boolean> {
  if (exitCode !== exitCodes.done) return false;
  // Why a head waits does not matter here.
  const status = await readStatus(home, sending, new Date(), { underWay: undefined, warn: onWarning });
  return findDueSeconds(status).every((seconds) => seconds * 1000 <= sending.settings.pingMaxAgeMs);
}

function addressOfFailure(address: string): string {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
  return url.href;
}

// Whoever knows the whole address can ping it.
function nameOf(address: string): string {
  return `pingUrl ${new URL(address).origin}/…`;
}
