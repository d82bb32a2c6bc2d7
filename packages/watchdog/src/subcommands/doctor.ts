import { type CommandSpec, type Invocation, sendOptions, type Settings } from '@owner-report/cli';
import { exitCodes, findUserHome, listReports, messageOf, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { fail, type Finding, fixOf, joinFindings } from '../doctor/check.ts';
import { checkPrograms } from '../doctor/programChecks.ts';
import { checkDryRun, checkHead, checkNext, checkPending, checkStuck } from '../doctor/queueChecks.ts';
import { checkLog, checkSchedule, findSchedule } from '../doctor/scheduleChecks.ts';
import { findDrain, resolveScheduled, scheduledEnvironment } from '../doctor/scheduledRun.ts';
import type { ScheduleEntry } from '../doctor/scheduleEntry.ts';
import { checkSend } from '../doctor/sendTest.ts';
import { checkCommandTrust } from '../doctor/trustChecks.ts';

const shownNext = 3;

/** The operator's debugging list, point by point. */
export const doctorSubcommand: CommandSpec = {
  command: 'doctor',
  describe: 'Why does nothing arrive? Goes through the debugging list and says what to do',
  options: { ...sendOptions, 'send-test': { type: 'boolean', describe: 'Send a real test message too' } },
  run: examine,
};

async function examine(invocation: Invocation): Promise<number> {
  const { talk } = invocation;
  const points = await findPoints(invocation);
  for (const [index, [title, finding]] of points.entries()) {
    talk.document({ schemaVersion, point: index + 1, title, ...finding });
    talk.result(toPrintableLine(`${finding.level.padEnd(4)}  ${index + 1}. ${title} - ${finding.found}`));
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
  const userHome = findUserHome();
  const schedule = await findSchedule(userHome);
  const drain = findDrain(schedule, home);
  const entry = drain?.entry;
  const environment = scheduledEnvironment(entry, userHome);
  const settings = resolveOrError(invocation, entry);
  const pending = () => listReports(home, 'pending', shownNext);
  const head = () => pending().entries[0];
  const points: [string, () => Finding | Promise<Finding>][] = [
    ['anything in pending?', () => checkPending(home, pending())],
    ['is the head readable?', () => checkHead(home, head())],
    [
      'driver dry run',
      async () => {
        const command = settings instanceof Error ? undefined : settings.sendCommand;
        return joinFindings([checkDryRun(head(), settings), ...(await checkCommandTrust(command, userHome))]);
      },
    ],
    ['which is next?', () => checkNext(pending())],
    [
      'cron or systemd entry',
      async () => joinFindings([checkSchedule(drain), ...(await checkCommandTrust(entry?.wrapper, userHome))]),
    ],
    ['errors in the log', () => checkLog(schedule, userHome)],
    ['node and OpenClaw, as cron sees them', () => checkPrograms(settings, environment)],
    [
      'does the send command work?',
      () => checkSend(home, settings, flag('send-test'), now, entry && { ...entry, environment }),
    ],
    ['is the backlog stuck?', () => checkStuck(home, pending(), now.getTime())],
  ];
  const found: [string, Finding][] = [];
  for (const [title, look] of points) found.push([title, await findSafely(look)]);
  return found;
}

function resolveOrError(invocation: Invocation, entry: ScheduleEntry | undefined): Settings | Error {
  try {
    return resolveScheduled(invocation, entry);
  } catch (error) {
    return error as Error;
  }
}

// What keeps one point from being looked at must not keep the others from it.
async function findSafely(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return fail(messageOf(error), fixOf(error));
  }
}
