import { existsSync } from 'node:fs';

import { type Home, listProcesses, readProcessStat, seesProcesses } from '@owner-report/spool';

import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { fail, type Finding, joinFindings, ok, warn } from '../finding.ts';
import { follows, type UnitState } from './unitState.ts';

const daemons = /^(?:cron|crond|fcron|dcron|bcron-sched|anacron|systemd-cron)$/;
const generator = '/usr/lib/systemd/system-generators/systemd-crontab-generator';

/**
 * Point 12: is there anything that starts the entry at its time?
 * @param findFollower a process that follows the home, if any can be seen
 */
export function checkScheduler(
  entry: ScheduleEntry | undefined,
  state: UnitState,
  userName: string,
  home: Home,
  findFollower: () => number | undefined,
): Finding {
  if (entry === undefined) return ok('no entry that one would have to start');
  const starter = checkStarter(entry, state, userName);
  if (!entry.isOnce) return starter;
  if (follows(entry))
    return entry.scheduler === 'cron' ? joinFindings([starter, ...findLost(home, findFollower)]) : starter;
  const once = warn(
    'it runs the pass once, at the start of the machine or the session',
    'Let it run each minute, or add --follow.',
  );
  return joinFindings([starter, once]);
}

// Nothing starts it again before the next start of the machine.
function findLost(home: Home, findFollower: () => number | undefined): Finding[] {
  // Where processes cannot be seen, nothing is known.
  if (!seesProcesses() || findFollower() !== undefined) return [];
  return [
    fail(
      `it is started once, when the machine starts, and no process follows ${home.dir} now`,
      'Start what stands in that line by hand, or let it run each minute without --follow.',
    ),
  ];
}

function checkStarter(entry: ScheduleEntry, state: UnitState, userName: string): Finding {
  if (entry.scheduler === 'cron') return checkCron();
  const { unit, where } = entry;
  if (state.enabled === 'untold') {
    const name = unit?.name ?? where;
    const tool =
      entry.scheduler === 'systemd'
        ? `systemctl ${unit?.isOfSystem === true ? '' : '--user '}status`
        : 'launchctl list';
    return fail(
      `${entry.scheduler} does not answer, and nothing says that ${name} is enabled`,
      `See why: ${tool} ${name}`,
    );
  }
  const isForSession = entry.scheduler === 'systemd' && unit?.isOfSystem === false && existsSync('/run/systemd/system');
  if (isForSession && !existsSync(`/var/lib/systemd/linger/${userName}`))
    return warn(`${unit.name} runs only while ${userName} is logged in`, `loginctl enable-linger ${userName}`);
  return ok(`${entry.scheduler} has ${unit?.name ?? where}`);
}

function checkCron(): Finding {
  // launchd starts it by itself.
  if (process.platform === 'darwin') return ok('cron is started by launchd');
  const hasSystemd = existsSync('/run/systemd/system');
  if (existsSync(generator) && hasSystemd) return ok('systemd runs the crontabs');
  const daemon = findDaemon();
  if (daemon !== undefined) return ok(`${daemon.name} runs (process ${daemon.pid})`);
  // Another user's processes may be hidden from this one.
  if (!existsSync('/proc/1')) return warn('processes of others are hidden here', 'See as root: pgrep -a cron');
  const service = existsSync('/usr/sbin/crond') ? 'crond' : 'cron';
  return fail(
    'no cron daemon runs here, so that no line of a crontab is ever started',
    hasSystemd ? `sudo systemctl enable --now ${service}` : `sudo service ${service} start`,
  );
}

function findDaemon(): { pid: number; name: string } | undefined {
  if (!seesProcesses()) return undefined;
  for (const pid of listProcesses()) {
    try {
      const { name, state } = readProcessStat(pid);
      if (daemons.test(name) && !/[ZXTt]/.test(state)) return { pid, name };
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}
