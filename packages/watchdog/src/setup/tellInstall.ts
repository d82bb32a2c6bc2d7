import { dirname } from 'node:path';

import { type ConfigPlan, homeHint, type Talk } from '@owner-report/cli';
import { exitCodes, type Home, schemaVersion } from '@owner-report/spool';

import type { Finding } from '../finding.ts';
import type { SchedulePlan } from './schedulePlan.ts';

/** What an install has done. */
interface Installed {
  config: ConfigPlan;
  plan: SchedulePlan;
  isTested: boolean;
  notes: readonly string[];
  doubts: readonly Finding[];
}

/** Shows what would be written. @returns the exit code */
export function tellPlanned(talk: Talk, home: Home, config: ConfigPlan, plan: SchedulePlan): number {
  talk.document({ ...document('planned', home, plan), config: { path: home.config, keys: config.keys } });
  for (const { where, text } of plan.wanted) {
    talk.note(`${where}:`);
    talk.result(text.trimEnd());
  }
  talk.note(`${home.config}: ${config.keys.length === 0 ? 'nothing' : config.keys.join(', ')} would change`);
  talk.note('nothing was changed');
  return exitCodes.done;
}

/** Says that all is there. @returns the exit code */
export function tellUnchanged(talk: Talk, home: Home, plan: SchedulePlan): number {
  talk.document({ ...document('unchanged', home, plan), config: { path: home.config, keys: [] } });
  talk.result(`nothing to change: ${plan.scheduler.name} has ${home.dir} already`);
  talk.note(`to try how it sends: ${homeHint(home, 'owner-report-watchdog doctor', ['--send-test'])}`);
  return exitCodes.done;
}

/** Says what was done, what may keep it from working, and how to undo it. */
export function tellInstalled(talk: Talk, home: Home, { config, plan, isTested, notes, doubts }: Installed): void {
  const test = isTested ? 'sent' : 'skipped';
  talk.document({
    ...document('installed', home, plan),
    config: { path: home.config, keys: config.keys },
    test,
    notes,
    doubts,
  });
  const keys = config.keys.length === 0 ? 'as it was' : config.keys.join(', ');
  talk.result(`config: ${home.config} (${keys})`);
  talk.result(`test message: ${isTested ? 'sent; look whether it has arrived' : 'not sent'}`);
  const scheduler = `${plan.scheduler.name} of ${plan.user.name}`;
  for (const where of placesOf(plan)) talk.result(`schedule: each minute, ${scheduler}: ${where}`);
  for (const { log } of plan.jobs) talk.result(`log: ${log}`);
  for (const note of notes) talk.result(note);
  talk.result(`to undo it: ${undoHint(home, plan)}`);
  for (const { found, fix } of doubts) talk.warn([`warning: ${found}`, ...(fix?.split('\n') ?? [])].join('\n  '));
}

function document(event: string, home: Home, plan: SchedulePlan) {
  const { scheduler, wanted, jobs } = plan;
  return {
    schemaVersion,
    event,
    home: home.dir,
    scheduler: scheduler.name,
    schedule: wanted,
    logs: jobs.map(({ log }) => log),
    undo: undoHint(home, plan),
  };
}

function undoHint(home: Home, { scheduler }: SchedulePlan): string {
  return homeHint(home, 'owner-report-watchdog uninstall', [`--${scheduler.name}`]);
}

// A directory has several of its files.
function placesOf({ wanted }: SchedulePlan): string[] {
  return wanted.length === 1
    ? wanted.map(({ where }) => where)
    : [...new Set(wanted.map(({ where }) => dirname(where)))];
}
