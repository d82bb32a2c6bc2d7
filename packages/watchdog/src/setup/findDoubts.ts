import { dirname, join } from 'node:path';

import { childDirectory, homeHint, requireScripts } from '@owner-report/cli';
import { type Home, quoteWord, redact } from '@owner-report/spool';

import { findFollower } from '../doctor/findFollower.ts';
import { type Commands, isDrain } from '../doctor/isDrain.ts';
import { findDrain } from '../doctor/judgeEntry.ts';
import { homeOfEntry } from '../doctor/scheduledRun.ts';
import { checkScheduler } from '../doctor/schedulerCheck.ts';
import { findUnitState } from '../doctor/unitState.ts';
import { editHint } from '../entry/cronTable.ts';
import { findEntries } from '../entry/findEntries.ts';
import { readOwnFile } from '../entry/ownFile.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { realPathOf } from '../entry/userPlaces.ts';
import { type Finding, warn } from '../finding.ts';
import type { Job } from '../install/job.ts';
import { readSeal } from '../install/seal.ts';
import type { SchedulePlan } from './schedulePlan.ts';

/** What may keep a schedule that was just installed from working, or work twice: looked at as doctor does. */
export async function findDoubts(home: Home, plan: SchedulePlan, commands: Commands): Promise<Finding[]> {
  const entries = await findEntries(plan.user);
  const own = entries.filter((entry) => isOwn(entry, plan));
  const others = entries.filter((entry) => !isOwn(entry, plan) && drains(entry, home, commands));
  const drain = await findDrain(own, home, commands, findUnitState);
  const state = await findUnitState(plan.entry);
  const starter = checkScheduler(plan.entry, state, plan.user.name, home, () => findFollower(home, commands));
  return [
    drain?.finding ?? warn('doctor does not find the schedule', 'Look why: owner-report-watchdog doctor'),
    starter,
    ...others.map((entry) => tellOther(home, entry)),
    ...(await checkMonitor(plan.jobs.find(({ name }) => name === 'monitor'))),
  ].filter(({ level }) => level !== 'ok');
}

function isOwn({ where, line }: ScheduleEntry, { wanted }: SchedulePlan): boolean {
  return wanted.some((piece) => piece.where === where && (where.startsWith('/') || piece.text.includes(line)));
}

function drains(entry: ScheduleEntry, home: Home, commands: Commands): boolean {
  try {
    return (
      entry.user === undefined &&
      isDrain(entry.args, commands) &&
      realPathOf(homeOfEntry(entry)) === realPathOf(home.dir)
    );
  } catch {
    // Its words are refused, so that it drains nothing.
    return false;
  }
}

function tellOther(home: Home, { where, line, scheduler }: ScheduleEntry): Finding {
  const isInstalled = where.startsWith('/') && readSeal(readOwnFile(where)) !== undefined;
  const fix = isInstalled
    ? homeHint(home, 'owner-report-watchdog uninstall', [`--${scheduler}`])
    : scheduler === 'cron'
      ? editHint(where)
      : `see ${quoteWord(where)}`;
  return warn(
    `another line drains this home, too, which does no harm: ${where}: ${redact(line, process.env)}`,
    `If it is of no more use, take it out: ${fix}`,
  );
}

// A tick reports at once that its file cannot be used.
async function checkMonitor(job: Job | undefined): Promise<Finding[]> {
  if (job === undefined) return [];
  const { execa } = await import('execa');
  const command = join(dirname(requireScripts()), 'packages/monitor/bin/owner-report-monitor.cjs');
  const { exitCode, stderr } = await execa(process.execPath, [command, 'validate-config'], {
    reject: false,
    extendEnv: false,
    env: { HOME: process.env['HOME'], ...job.variables },
    cwd: childDirectory(),
    stdin: 'ignore',
  });
  if (exitCode === 0) return [];
  return [warn(stderr.trim(), 'The monitor reports that until it is mended: owner-report-monitor validate-config')];
}
