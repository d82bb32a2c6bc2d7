import { type Invocation, requireScripts } from '@owner-report/cli';
import { findUserHome, UsageError } from '@owner-report/spool';

import { findUserName } from '../doctor/scene.ts';
import type { User } from '../entry/findEntries.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { composeJobs } from '../install/composeJobs.ts';
import { extraJobs, type Job, type Piece } from '../install/job.ts';
import type { FoundPiece, Scheduler } from '../install/scheduler.ts';
import { assertUnedited, findExtras, findInstalled } from '../install/schedulers.ts';
import { chooseScheduler } from './chooseScheduler.ts';
import { readPlannedEntry } from './plannedEntry.ts';

/** A schedule that is to be there, and what of ours is there. */
export interface SchedulePlan {
  scheduler: Scheduler;
  jobs: readonly Job[];
  wanted: readonly Piece[];
  found: readonly FoundPiece[];
  /** The run of the watchdog in it, as doctor reads it. */
  entry: ScheduleEntry;
  user: User;
}

/**
 * Plans the schedule that a command line asks for. A monitor or a relay that is there stays.
 * @throws NotApprovedError for one that was edited, unless that is to be replaced, or only shown; UsageError, MissingProgramError and as
 * `Scheduler.read`
 */
export async function planSchedule(invocation: Invocation): Promise<SchedulePlan> {
  const { home, flag } = invocation;
  const scripts = requireScripts();
  const scheduler = await chooseScheduler(invocation);
  const found = await findInstalled(scheduler, home);
  const there = findExtras(found);
  const extras = extraJobs.filter((name) => flag(name) || there.includes(name));
  const jobs = composeJobs({ home, scripts, extras, environment: process.env });
  const wanted = scheduler.compose(home, jobs);
  if (!flag('force') && !flag('print')) assertUnedited(found, wanted);
  const user = { home: findUserHome(), name: findUserName() };
  const entry = readPlannedEntry(wanted, user);
  if (entry !== undefined) return { scheduler, jobs, wanted, found, entry, user };
  throw new UsageError(`expected paths that ${scheduler.name} can take, got ${home.dir} and ${scripts}`, {
    remedy: 'Choose another scheduler, or other directories.',
  });
}
