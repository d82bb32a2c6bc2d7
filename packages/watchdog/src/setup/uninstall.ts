import type { Invocation } from '@owner-report/cli';
import { exitCodes, schemaVersion } from '@owner-report/spool';

import { assertUnedited } from '../install/schedulers.ts';
import { findUsed } from './chooseScheduler.ts';
import { alone } from './installLock.ts';

/**
 * Takes away the schedule of a home, and nothing else: what install has made, and only while nobody has edited it.
 * @returns the exit code
 * @throws NotApprovedError for what was edited, unless that is to go, too
 */
export async function uninstall(invocation: Invocation): Promise<number> {
  const { home, flag } = invocation;
  return flag('print') ? await takeAway(invocation) : await alone(home, () => takeAway(invocation));
}

async function takeAway(invocation: Invocation): Promise<number> {
  const { home, talk, flag } = invocation;
  const used = await findUsed(invocation);
  if (!flag('force') && !flag('print')) for (const { found } of used) assertUnedited(found, []);
  const schedule = used.flatMap(({ found }) => found.map(({ where, text }) => ({ where, text })));
  const notes: string[] = [];
  if (!flag('print'))
    for (const { scheduler, found } of used) notes.push(...(await scheduler.apply({ home, put: [], gone: found })));
  talk.document({ schemaVersion, event: flag('print') ? 'planned' : 'uninstalled', home: home.dir, schedule, notes });
  for (const { where, text } of schedule) {
    if (flag('print')) talk.result(text.trimEnd());
    else talk.result(`taken away: ${where}`);
  }
  for (const note of notes) talk.result(note);
  if (schedule.length === 0) talk.result(`nothing to take away: no schedule of ${home.dir} was made by install`);
  talk.note(flag('print') ? 'nothing was changed' : `${home.dir} stays as it is, with its reports and config.json`);
  return exitCodes.done;
}
