import { type Invocation, repeatHint } from '@owner-report/cli';
import { exitCodes, type Home, messageOf, readLockState, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { fail, type Finding, fixOf, joinFindings } from '../finding.ts';
import { compareInstalled } from '../install/compareInstalled.ts';
import { checkWritable } from './homeCheck.ts';
import type { Commands } from './isDrain.ts';
import { checkStuckLanes } from './laneChecks.ts';
import { checkLock } from './lockCheck.ts';
import { checkLog } from './logCheck.ts';
import { checkPrograms } from './programChecks.ts';
import { checkDryRun, checkHeads, checkNext, checkPending } from './queueChecks.ts';
import { checkRelay, hasRelay } from './relayCheck.ts';
import { checkRoutes, hasRoutes } from './routeChecks.ts';
import { findHeads, findNext, type Scene, setScene, wayOf } from './scene.ts';
import { checkSchedule } from './scheduleChecks.ts';
import { sendVariablesOf, wrapperOf } from './scheduledRun.ts';
import { checkScheduler } from './schedulerCheck.ts';
import { checkSendProgram } from './sendCommandCheck.ts';
import { checkSends } from './sendTest.ts';
import { checkCommandTrust, checkFileTrust } from './trustChecks.ts';

const entryTitle = 'cron or systemd entry';
const schedulerTitle = 'does the scheduler run?';
const starterTitles: ReadonlySet<string> = new Set([entryTitle, schedulerTitle]);

/**
 * Goes through the operator's debugging list, and tells what it finds, point by point.
 * @param commands those of this program: a scheduled line may call each of them, and only one drains.
 * @returns 75 when a point fails
 */
export async function examine(invocation: Invocation, commands: Commands): Promise<number> {
  const { talk } = invocation;
  const points = await findPoints(invocation, commands);
  for (const [index, [title, finding]] of points.entries()) {
    talk.document({ schemaVersion, point: index + 1, title, ...finding });
    talk.result(toPrintableLine(`${finding.level.padEnd(4)}  ${index + 1}. ${title} - ${finding.found}`));
    for (const line of finding.fix?.split('\n') ?? []) talk.result(`         ${line}`);
  }
  const failed = points.filter(([, finding]) => finding.level === 'fail');
  talk.note(closingLine(points, failed.length));
  return failed.length === 0 ? exitCodes.done : exitCodes.retry;
}

// A warning about what starts the drain is no word that all is well.
function closingLine(points: readonly [string, Finding][], failed: number): string {
  if (failed > 0) return `${failed} of ${points.length} points fail`;
  const doubts = points.flatMap(([title, { level }], index) =>
    level === 'warn' && starterTitles.has(title) ? [`${index + 1}`] : [],
  );
  if (doubts.length === 0) return 'nothing here keeps reports from arriving';
  return `no point fails, but what starts the drain may not start it: see point ${doubts.join(' and ')}`;
}

async function findPoints(invocation: Invocation, commands: Commands): Promise<[string, Finding][]> {
  const { home, flag, flags } = invocation;
  const again = repeatHint(home, 'owner-report-watchdog doctor', { ...flags, 'send-test': true });
  const now = new Date();
  const scene = await setScene(invocation, commands);
  const { drain, entry, environment, sending, isScheduled } = scene;
  const { listPending: pending } = scene;
  const head = () => pending().entries[0];
  const run = entry && { wrapper: wrapperOf(entry), environment };
  const points: [string, () => Finding | Promise<Finding>][] = [
    ['anything in pending?', () => checkPending(home, pending())],
    ['is the head readable?', () => checkHeads(home, findHeads(scene, now))],
    [
      'driver dry run',
      async () => joinFindings([checkDryRun(head(), wayOf(head(), scene)), ...(await checkOwnCommand(scene))]),
    ],
    ['which is next?', () => checkNext(findNext(scene, now))],
    [
      entryTitle,
      async () =>
        joinFindings([
          checkSchedule(drain, home, scene.findFollower),
          ...(entry === undefined ? [] : await compareInstalled(home, entry.scheduler)),
          ...(await checkFileTrust(run?.wrapper === undefined ? [] : [run.wrapper])),
        ]),
    ],
    ['errors in the log', () => checkLog(entry, home, pending().total > 0, now.getTime())],
    ['node and OpenClaw, as cron sees them', () => checkPrograms(home, sending, environment)],
    ['does the send command work?', () => checkSends(scene, { home, asked: flag('send-test'), now, run, again })],
    ['is the backlog stuck?', () => checkStuckLanes(home, scene, now, sendVariablesOf(entry))],
    ['can the lock be taken?', async () => checkLock(home, await readLockState(home.lock))],
    ['can the home be written?', () => checkWritable(home)],
    [schedulerTitle, async () => await checkStarter(scene, home)],
  ];
  const judgeCommand = (command: string) => checkCommand(scene, command);
  if (hasRoutes(sending))
    points.push(['do the routes fit?', () => checkRoutes(sending, { home, isScheduled, judgeCommand })]);
  if (hasRelay(scene)) points.push(['is the relay well?', () => checkRelay(scene, home)]);
  const found: [string, Finding][] = [];
  for (const [title, look] of points) found.push([title, await findSafely(look)]);
  return found;
}

// Where there are routes, each command is judged by its own point.
async function checkOwnCommand(scene: Scene): Promise<Finding[]> {
  const { sending, settings } = scene;
  const command =
    settings instanceof Error || sending instanceof Error || sending.routes.length > 0
      ? undefined
      : settings.sendCommand;
  return command === undefined ? [] : await checkCommand(scene, command);
}

// Is the program of a send command there, and who can change it?
async function checkCommand({ environment, entry, userHome }: Scene, command: string): Promise<Finding[]> {
  const run = { environment, cwd: entry?.cwd ?? '/', isWrapped: wrapperOf(entry) !== undefined };
  const missing = checkSendProgram(command, run, userHome);
  return [...missing, ...(await checkCommandTrust(command, userHome))];
}

async function checkStarter({ entry, userName, findState, findFollower: find }: Scene, home: Home): Promise<Finding> {
  const state = entry === undefined ? { enabled: 'yes' as const, faults: [] } : await findState(entry);
  return checkScheduler(entry, state, userName, home, find);
}

// What keeps one point from being looked at must not keep the others from it.
async function findSafely(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return fail(messageOf(error), fixOf(error));
  }
}
