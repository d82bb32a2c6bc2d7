import { type Invocation, planConfig, requireScripts } from '@owner-report/cli';
import { exitCodes, type Home, NotSentError } from '@owner-report/spool';

import type { Commands } from '../doctor/isDrain.ts';
import type { Finding } from '../finding.ts';
import { isSame } from '../install/schedulers.ts';
import { findDoubts } from './findDoubts.ts';
import { alone } from './installLock.ts';
import { planSchedule, type SchedulePlan } from './schedulePlan.ts';
import { sendTest } from './sendTest.ts';
import { settleWay, type Way } from './settleWay.ts';
import { tellInstalled, tellPlanned, tellUnchanged } from './tellInstall.ts';
import { restoreConfig, writeHome } from './writeHome.ts';

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
  return await alone(home, () => change(invocation, way, commands));
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
  const failure = isTested ? await sendTest(invocation, plan, backup !== undefined) : undefined;
  if (failure !== undefined) {
    // The schedule that is there goes on as it did.
    if (backup !== undefined) restoreConfig(home, config, backup);
    throw notSent(failure, home, plan, backup === undefined && !isKept);
  }
  const notes = isThere ? [] : await scheduler.apply({ home, put: wanted, gone: found });
  if (backup !== undefined) notes.push(`config.json as it was: ${backup}`);
  tellInstalled(talk, home, { config, plan, isTested, notes, doubts: await findDoubts(home, plan, commands) });
  return exitCodes.done;
}

function notSent({ found: said, fix }: Finding, home: Home, { found }: SchedulePlan, isNew: boolean): NotSentError {
  const kept = isNew ? `${home.config} is written and stays` : `${home.config} is as it was`;
  const left = found.length === 0 ? 'no schedule was installed' : 'the schedule is as it was';
  return new NotSentError(`the test message did not go out: ${said}`, {
    remedy: `${kept}; ${left}. ${fix ?? ''}\n  To install it all the same, add --no-test.`,
  });
}
