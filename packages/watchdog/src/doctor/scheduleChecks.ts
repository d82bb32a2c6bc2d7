import { homeHint } from '@owner-report/cli';
import type { Home } from '@owner-report/spool';

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
    `Add one: ${homeHint(home, 'owner-report-watchdog install')}`,
  );
}
