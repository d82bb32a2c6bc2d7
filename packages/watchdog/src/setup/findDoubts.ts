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
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { realPathOf } from '../entry/userPlaces.ts';
import { type Finding, warn } from '../finding.ts';
import type { Job, Piece } from '../install/job.ts';
import type { FoundPiece, SchedulerName } from '../install/scheduler.ts';
import { findExtras, findInstalled, schedulers } from '../install/schedulers.ts';
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
    ...(await Promise.all(others.map((entry) => tellOther(home, entry, plan)))),
    ...(await checkMonitor(plan.jobs.find(({ name }) => name === 'monitor'))),
  ].filter(({ level }) => level !== 'ok');
}

function isOwn(entry: ScheduleEntry, { wanted }: SchedulePlan): boolean {
  return wanted.some((piece) => isIn(piece, entry));
}

function isIn(piece: Piece, { where, line }: ScheduleEntry): boolean {
  return piece.where === where && (where.startsWith('/') || piece.text.includes(line));
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

async function tellOther(home: Home, entry: ScheduleEntry, plan: SchedulePlan): Promise<Finding> {
  const { where, line, scheduler } = entry;
  const found = await readInstalled(home, scheduler);
  const fix = found.some((piece) => isIn(piece, entry))
    ? uninstallHint(home, scheduler, found, plan)
    : scheduler === 'cron'
      ? editHint(where)
      : `see ${quoteWord(where)}`;
  return warn(
    `another line drains this home, too, which does no harm: ${where}: ${redact(line, process.env)}`,
    `If it is of no more use, take it out: ${fix}`,
  );
}

async function readInstalled(home: Home, name: SchedulerName): Promise<FoundPiece[]> {
  const scheduler = schedulers.find((one) => one.name === name);
  try {
    return scheduler === undefined ? [] : await findInstalled(scheduler, home);
  } catch {
    // It is not whole, or cannot be asked: uninstall would refuse it.
    return [];
  }
}

// What else that schedule starts goes with it, so that the new one has to start it first.
function uninstallHint(
  home: Home,
  name: SchedulerName,
  found: readonly FoundPiece[],
  { scheduler, jobs }: SchedulePlan,
): string {
  const lost = findExtras(found).filter((extra) => jobs.every((job) => job.name !== extra));
  const words = [scheduler.name, ...lost, 'no-test'].map((word) => `--${word}`);
  const first = lost.length === 0 ? [] : [homeHint(home, 'owner-report-watchdog install', words)];
  return [...first, homeHint(home, 'owner-report-watchdog uninstall', [`--${name}`])].join(' && ');
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
