import { findScripts, homeHint } from '@owner-report/cli';
import type { Home } from '@owner-report/spool';

import { type Finding, ok } from '../finding.ts';
import { composeJobs } from './composeJobs.ts';
import type { SchedulerName } from './scheduler.ts';
import { findExtras, findInstalled, isSame, schedulers } from './schedulers.ts';

/**
 * What doctor says of how a schedule stands to the one that `install` would make now; nothing where `install` has made none,
 * or where both are the same. Whether it works is judged elsewhere: an edited one may be just right.
 */
export async function compareInstalled(home: Home, name: SchedulerName): Promise<Finding[]> {
  const scheduler = schedulers.find((one) => one.name === name);
  const scripts = findScripts();
  if (scheduler === undefined || scripts === undefined) return [];
  const found = await findInstalled(scheduler, home);
  if (found.length === 0) return [];
  const extras = findExtras(found);
  const words = [name, ...extras].map((word) => `--${word}`);
  const again = homeHint(home, 'owner-report-watchdog install', words);
  if (found.some(({ isIntact }) => !isIntact))
    return [ok(`edited by hand since it was installed (as it was made: ${again} --force)`)];
  const jobs = composeJobs({ home, scripts, extras, environment: process.env });
  if (isSame(found, scheduler.compose(home, jobs))) return [ok('as it was installed')];
  return [ok(`install would write it otherwise now (see how: ${again} --print)`)];
}
