import { join } from 'node:path';

import {
  type ConfigPlan,
  homeHint,
  type Invocation,
  planConfig,
  requireScripts,
  resolveSending,
} from '@owner-report/cli';
import { acquireLock, exitCodes, findUserHome, type Home, NotSentError } from '@owner-report/spool';

import type { Commands } from '../doctor/isDrain.ts';
import { givenByEntry, wrapperOf } from '../doctor/scheduledRun.ts';
import { checkSends } from '../doctor/sendTest.ts';
import { isSame } from '../install/schedulers.ts';
import { findDoubts } from './findDoubts.ts';
import { planSchedule, type SchedulePlan } from './schedulePlan.ts';
import { settleWay, type Way } from './settleWay.ts';
import { tellInstalled, tellPlanned, tellUnchanged } from './tellInstall.ts';
import { writeHome } from './writeHome.ts';

const lockWaitMs = 30_000;

/**
 * Sets up a home: its directory, `config.json`, a test message, the schedule. In this order, and each only when the one
 * before it went well; with everything there already it does nothing.
 * @param commands those of this program, to judge the schedule as doctor does
 * @throws NotSentError when the test message did not go out: no schedule was installed then
 */
export async function install(invocation: Invocation, commands: Commands): Promise<number> {
  const { home, talk, flag, given } = invocation;
  // What is wrong is said before anybody is asked.
  const config = planConfig(home, given);
  const plan = await planSchedule(invocation);
  if (flag('print')) return tellPlanned(talk, home, config, plan);
  const way = await settleWay(invocation, { scripts: requireScripts(), environment: plan.entry.variables });
  return await alone(() => change(invocation, way, commands));
}

/** Does something while no other install or uninstall of this user is at work. @throws LockedError */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  const lock = await acquireLock(join(findUserHome(), '.owner-report-install.lock'), lockWaitMs);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function change(invocation: Invocation, { given, secrets }: Way, commands: Commands): Promise<number> {
  const { home, talk, flag } = invocation;
  const config = planConfig(home, given);
  const plan = await planSchedule(invocation);
  const { scheduler, wanted, found, jobs } = plan;
  const isThere = isSame(found, wanted) && (await scheduler.isOn(wanted));
  const isKept = config.text === config.before && secrets.size === 0;
  if (isThere && isKept) return tellUnchanged(talk, home, plan);
  if (!isThere) await scheduler.assertReady();
  const backup = writeHome(home, config, { secrets, logs: jobs.map(({ log }) => log) });
  const isTested = !flag('no-test');
  if (isTested) await sendTest(home, plan, config);
  const notes = isThere ? [] : await scheduler.apply({ home, put: wanted, gone: found });
  if (backup !== undefined) notes.push(`config.json as it was: ${backup}`);
  tellInstalled(talk, home, { config, plan, isTested, notes, doubts: await findDoubts(home, plan, commands) });
  return exitCodes.done;
}

// Sent as the schedule would, with its environment.
async function sendTest(home: Home, { entry, scheduler, found }: SchedulePlan, config: ConfigPlan): Promise<void> {
  const sending = resolveSending(home, givenByEntry(entry), true);
  const again = homeHint(home, 'owner-report-watchdog install', [`--${scheduler.name}`]);
  const run = { wrapper: wrapperOf(entry), environment: { ...entry.variables } };
  const order = { home, asked: true, now: new Date(), run, again };
  const { level, found: said, fix } = await checkSends({ sending, settings: sending.settings }, order);
  if (level !== 'fail') return;
  const kept = config.text === config.before ? `${home.config} is as it was` : `${home.config} is written and stays`;
  const left = found.length === 0 ? 'no schedule was installed' : 'the schedule is as it was';
  throw new NotSentError(`the test message did not go out: ${said}`, {
    remedy: `${kept}; ${left}. ${fix ?? ''}\n  To install it all the same, add --no-test.`,
  });
}
