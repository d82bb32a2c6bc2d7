import { statfsSync, statSync } from 'node:fs';

import { resolveSending, type Sending } from '@owner-report/cli';
import { findSendUnderWay, type SendUnderWay } from '@owner-report/driver';
import {
  ConfigError,
  type Home,
  type LastPass,
  type LastTick,
  readLastPass,
  readLastTick,
  throwPartNeeded,
} from '@owner-report/spool';

import type { QueueStatus } from './queueStatus.ts';
import { readStatus } from './readStatus.ts';

/** All by which a verdict on a home is given. */
export interface Situation {
  home: Home;
  /** What counts for a command that is typed here; a schedule may say more. */
  sending: Sending;
  now: Date;
  status: QueueStatus;
  /** How the last pass and the last tick ended, as far as one is known. */
  pass: LastPass | undefined;
  tick: LastTick | undefined;
  /** The send that lanes wait for, where there are routes. */
  underWay: SendUnderWay | undefined;
  /** Why `config.json` cannot be used, so that no pass can begin; undefined where it can, or the home is another user's. */
  configFault: string | undefined;
  /** Its file system has no block or no inode left for this user. */
  isDiskFull: boolean;
}

/** Reads how a home stands. Changes nothing. */
export async function readSituation(
  home: Home,
  sending: Sending,
  now: Date,
  warn: (text: string) => void,
): Promise<Situation> {
  const underWay = sending.routes.length === 0 ? undefined : await findSendUnderWay(home, now);
  return {
    home,
    sending,
    now,
    status: await readStatus(home, sending, now, { warn, underWay }),
    pass: readLastPass(home),
    tick: readLastTick(home),
    underWay,
    configFault: findConfigFault(home),
    isDiskFull: isFull(home.dir),
  };
}

// What this user may not use says nothing of the passes of another.
function findConfigFault(home: Home): string | undefined {
  try {
    if (statSync(home.dir).uid === process.getuid?.()) resolveSending(home, {});
  } catch (error) {
    throwPartNeeded(error);
    if (error instanceof ConfigError) return error.message;
  }
  return undefined;
}

function isFull(dir: string): boolean {
  try {
    const { bavail, files, ffree } = statfsSync(dir);
    return bavail === 0 || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}
