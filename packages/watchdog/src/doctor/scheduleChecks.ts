import { join } from 'node:path';

import { findScripts } from '@owner-report/cli';
import { type Home, quoteWord } from '@owner-report/spool';

import { addLineHint } from '../entry/cronTable.ts';
import { fail, type Finding, ok } from '../finding.ts';
import type { Drain } from './judgeEntry.ts';

/**
 * Point 5: does anything drain this home?
 * @param findFollower a process that follows it, if any can be seen
 */
export function checkSchedule(drain: Drain | undefined, home: Home, findFollower: () => number | undefined): Finding {
  if (drain?.finding.level === 'ok') return drain.finding;
  const follower = findFollower();
  if (follower !== undefined) return ok(`process ${follower} follows it`);
  if (drain !== undefined) return drain.finding;
  return fail(
    `no crontab line, systemd unit or launchd agent of this user drains ${home.dir}`,
    `Add one: ${addLineHint(lineFor(home))}`,
  );
}

function lineFor(home: Home): string {
  const wrapper = join(findScripts() ?? '/path/to/owner-report/scripts', 'run_owner_report_watchdog.sh');
  const words = [`OWNER_REPORT_HOME=${home.dir}`, `NODE_BIN=${process.execPath}`].map(quoteAssignment);
  return [...words, quoteWord(wrapper), '>> "$HOME/owner-report.log" 2>&1'].join(' ');
}

function quoteAssignment(text: string): string {
  const [name = '', ...rest] = text.split('=');
  return `${name}=${quoteWord(rest.join('='))}`;
}
