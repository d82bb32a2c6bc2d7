import { requireSendCommand, type Talk } from '@owner-report/cli';
import {
  ConfigError,
  describeError,
  ensureHome,
  errnoOf,
  type ExitCode,
  exitCodeOfError,
  exitCodes,
  formatDuration,
  listReports,
  LockedError,
  messageOf,
  OwnerReportError,
} from '@owner-report/spool';

import { keepHeapSmall } from '../pass/keepHeapSmall.ts';
import type { PassOrder, PassResult } from '../pass/passOrder.ts';
import { runPass } from '../pass/runPass.ts';
import { type Bell, createBell } from './bell.ts';
import { LaneRests, nextRestMs } from './laneRests.ts';
import { Pinger } from './pinger.ts';
import { watchPlace } from './watchPlace.ts';

// A file system that tells nothing (NFS, some mounts) is looked at this often all the same.
const pollMs = 30_000;

/**
 * Drains as reports arrive, until it is told to end by INT, TERM or HUP; a send under way is finished first, and none
 * is begun after it. After a failure it waits 5 s, 10 s … 5 min before the next pass, whatever arrives meanwhile. Where
 * there are routes a lane that has failed waits so, and the others go on.
 * @throws ConfigError, CannotCreateError
 */
export async function follow(order: PassOrder, talk: Talk): Promise<never> {
  // Where there are routes, not each lane need ever be used.
  if (order.sending.routes.length === 0) requireSendCommand(order.sending.settings, order.home);
  const bell = createBell();
  // Not once: what gives the lock back when a signal ends us must see that this one does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => bell.stop());
  ensureHome(order.home);
  await keepHeapSmall();
  talk.note(`following ${order.home.pending}; end it with Ctrl-C`);
  await drainUntilStopped({ ...tellForeignOnce(order), isStopped: () => bell.stopped }, bell, talk);
  // What chokidar has pending, a timer of a second and now and then a look at a file, must not keep the process.
  process.exit(exitCodes.done);
}

async function drainUntilStopped(order: PassOrder, bell: Bell, talk: Talk): Promise<void> {
  const waitForReports = createWait(order, bell, talk);
  const rests = new LaneRests();
  const pinger = new Pinger(order);
  let backoffMs = 0;
  while (!bell.stopped) {
    const began = performance.now();
    const resting = { ...order, isResting: (lane: string) => rests.isResting(lane, began) };
    const result = await passOnce(resting, talk, (exitCode) => pinger.noteEnd(exitCode, performance.now()));
    const failed = result === undefined || (result.lanes === undefined && result.exitCode !== exitCodes.done);
    backoffMs = failed ? nextRestMs(backoffMs) : 0;
    if (failed && !bell.stopped) talk.note(`next pass in ${formatDuration(backoffMs)}`);
    const wait = failed ? undefined : noteLanes(rests, result, began, talk);
    if (wait === undefined) await bell.sleep(backoffMs);
    else if (result?.lanes?.isUsedUp !== true) await waitForReports(wait);
  }
}

/** How long to wait for news, and what is none. */
interface Wait {
  ms: number;
  /** Reports that are pending and wait for something else than a pass. */
  waiting: number;
}

function noteLanes(rests: LaneRests, { left, lanes }: PassResult, began: number, talk: Talk): Wait {
  if (lanes === undefined) return { ms: pollMs, waiting: 0 };
  const isServed = (lane: string) => !rests.isResting(lane, began) && lanes.turns.notReached[lane] === undefined;
  for (const { lane, restMs } of rests.note(lanes.stopped, isServed, performance.now()))
    talk.note(`route ${lane}: next try in ${formatDuration(restMs)}`);
  return { ms: Math.min(pollMs, rests.msToNext(performance.now())), waiting: left - lanes.moved };
}

// The watch is there only while nothing is done: chokidar reads the directory anew at each change, and a pass changes
// it with each report.
function createWait(order: PassOrder, bell: Bell, talk: Talk): (wait: Wait) => Promise<void> {
  const dir = order.home.pending;
  let isTold = false;
  const onError = (error: unknown) => {
    if (!isTold) talk.warn(`watching ${dir}: ${messageOf(error)}; it is polled every ${pollMs / 1000} s`);
    isTold = true;
  };
  return async ({ ms, waiting }) => {
    const watch = await watchPlace(dir, { onChange: () => bell.ring(), onError });
    try {
      // What came before the watch was there rings no bell.
      if (!hasNews(order, waiting)) await bell.wait(ms);
    } finally {
      watch.close();
    }
  };
}

function hasNews({ home }: PassOrder, waiting: number): boolean {
  try {
    // Not hasReports: what is passed over is there for good.
    return listReports(home, 'pending', 0).total > waiting;
  } catch {
    // The next pass says what is wrong.
    return false;
  }
}

// Names that stay the same are told once, not in every pass.
function tellForeignOnce(order: PassOrder): PassOrder {
  let told = '';
  const onForeign = (names: readonly string[]) => {
    const now = names.join('/');
    if (now !== told) order.onForeign(names);
    told = now;
  };
  return { ...order, onForeign };
}

// Undefined when it was broken off.
async function passOnce(
  order: PassOrder,
  talk: Talk,
  onEnd: (exitCode: ExitCode) => void,
): Promise<PassResult | undefined> {
  try {
    const result = await runPass(order);
    onEnd(result.exitCode);
    return result;
  } catch (error) {
    if (!(error instanceof LockedError)) onEnd(exitCodeOfError(error));
    if (!mayRecover(error)) throw error;
    // Another pass is at work: that is no fault.
    if (error instanceof LockedError) talk.note(error.message);
    else talk.warn(describeError(error));
    return undefined;
  }
}

// A full disk is an error of the system, and over some day; settings stay as they were read, and a bug stays a bug.
function mayRecover(error: unknown): boolean {
  if (error instanceof ConfigError) return false;
  return error instanceof OwnerReportError || errnoOf(error) !== undefined;
}
