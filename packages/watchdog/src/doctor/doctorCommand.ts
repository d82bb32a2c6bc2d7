import { homedir } from 'node:os';

import { readSettingFlags, settingOptions } from '@owner-report/driver';
import {
  exitCodes,
  listReports,
  resolveSettings,
  schemaVersion,
  type CommandSpec,
  type Invocation,
} from '@owner-report/spool';

import type { Finding } from './check.ts';
import { checkPrograms } from './programChecks.ts';
import { checkDryRun, checkHead, checkNext, checkPending, checkStuck } from './queueChecks.ts';
import { checkLog, checkSchedule, findSchedule } from './scheduleChecks.ts';
import { checkSend } from './sendTest.ts';

const shownNext = 3;

/** The operator's debugging list, point by point. */
export const doctorCommand: CommandSpec = {
  command: 'doctor',
  describe: 'Why does nothing arrive? Goes through the debugging list and says what to do',
  options: { ...settingOptions, 'send-test': { type: 'boolean', describe: 'Send a real test message too' } },
  run: examine,
};

async function examine(invocation: Invocation): Promise<number> {
  const { talk } = invocation;
  const points = await findPoints(invocation);
  for (const [index, [title, finding]] of points.entries()) {
    talk.document({ schemaVersion, point: index + 1, title, ...finding });
    talk.result(`${finding.level.padEnd(4)}  ${index + 1}. ${title} - ${finding.found}`);
    for (const line of finding.fix?.split('\n') ?? []) talk.result(`         ${line}`);
  }
  const failed = points.filter(([, finding]) => finding.level === 'fail');
  talk.note(
    failed.length === 0
      ? 'nothing here keeps reports from arriving'
      : `${failed.length} of ${points.length} points fail`,
  );
  return failed.length === 0 ? exitCodes.done : exitCodes.retry;
}

async function findPoints(invocation: Invocation): Promise<[string, Finding][]> {
  const { home, flag } = invocation;
  const now = new Date();
  const userHome = homedir();
  const settings = await resolveSettings(home, readSettingFlags(invocation)).catch((error: unknown) => error as Error);
  const pending = await listReports(home, 'pending', shownNext);
  const head = pending.entries[0];
  const schedule = await findSchedule(userHome);
  return [
    ['anything in pending?', await checkPending(home, pending)],
    ['is the head readable?', await checkHead(home, head)],
    ['driver dry run', await checkDryRun(head, settings)],
    ['which is next?', checkNext(pending)],
    ['cron or systemd entry', checkSchedule(schedule)],
    ['errors in the log', await checkLog(schedule, userHome)],
    ['node and OpenClaw, as cron sees them', await checkPrograms(settings, userHome)],
    ['does the send command work?', await checkSend(settings, flag('send-test'), now)],
    ['is the backlog stuck?', await checkStuck(home, pending, now.getTime())],
  ];
}
