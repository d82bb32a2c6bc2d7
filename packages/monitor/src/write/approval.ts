import { realpathSync } from 'node:fs';

import { digestOf } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import type { Memory } from '../evaluate/memory.ts';
import { followToNetworkMount } from '../run/networkMount.ts';
import type { Approval, State } from '../state/state.ts';

/** Leave to run a write, or the reason why there is none. */
export type Leave =
  | { kind: 'approved'; approval: Approval }
  /** The config file itself gives it. */
  | { kind: 'standing' }
  | { kind: 'none'; reason: string };

/**
 * What an approval is bound to: exactly this command, in this directory, with this risk. The directory is the one that
 * links lead to now.
 */
export function digestOfJob({ id, commands, cwd, risk }: Job): string {
  return digestOf(Buffer.from(JSON.stringify([id, commands.run, findRealDirectory(cwd), risk])));
}

/** The directory itself, whatever links lead there; as it is given while it is not there. Touches no network mount. */
export function findRealDirectory(path: string): string {
  const far = followToNetworkMount(path);
  if (far !== undefined) return far;
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether a write may run now. */
export function findLeave(job: Job, state: State, now: Date): Leave {
  const approval = state.approvals[job.id];
  const flaw = approval === undefined ? 'nobody has approved it' : findFlaw(job, approval, now);
  if (approval !== undefined && flaw === undefined) return { kind: 'approved', approval };
  if (job.standingApproval) return { kind: 'standing' };
  return { kind: 'none', reason: flaw ?? 'nobody has approved it' };
}

/** Why a write was not let run when it was asked for last, and has not run since; undefined where it has. */
export function findRefusal({
  lastRefusal,
  lastRefusedAt = -Infinity,
  lastRunAt = -Infinity,
}: Readonly<Memory>): string | undefined {
  return lastRefusedAt > lastRunAt ? lastRefusal : undefined;
}

/** Why an approval does not hold for the job as it stands, or undefined. */
export function findFlaw(job: Job, approval: Approval, now: Date): string | undefined {
  // The same words each time: what was said is not said again.
  if (isFromTheFuture(approval, now))
    return `the approval by ${approval.by} was given at ${approval.at}, and the clock was set back since`;
  if (!(now.getTime() < Date.parse(approval.expiresAt)))
    return `the approval by ${approval.by} expired at ${approval.expiresAt}`;
  if (approval.digest === digestOfJob(job)) return undefined;
  return `the job was edited after the approval by ${approval.by}: its command, cwd or risk is another, or its cwd leads elsewhere`;
}

/** How long an approval holds at most from now on, in ms. */
export function timeLeft({ at, expiresAt }: Approval, now: Date): number {
  const expires = Date.parse(expiresAt);
  return Math.min(expires - now.getTime(), expires - Date.parse(at));
}

// By how much a clock may be corrected, and approvals still hold.
const slightMs = 300_000;

// It would hold longer than it was given. How much of its time has gone by cannot be told.
function isFromTheFuture(approval: Approval, now: Date): boolean {
  const [given, expires] = [Date.parse(approval.at), Date.parse(approval.expiresAt)];
  return given - now.getTime() > Math.min(slightMs, expires - given);
}
