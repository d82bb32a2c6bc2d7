import { once } from 'node:events';

import { requireSendCommand, type Talk } from '@owner-report/cli';
import {
  ConfigError,
  ensureHome,
  errnoOf,
  exitCodes,
  formatDuration,
  LockedError,
  messageOf,
  OwnerReportError,
  remedyOf,
} from '@owner-report/spool';

import { keepHeapSmall } from '../pass/keepHeapSmall.ts';
import { type PassOrder, runPass } from '../pass/runPass.ts';

// A file system that tells nothing (NFS, some mounts) is looked at this often all the same.
const pollMs = 30_000;
const firstBackoffMs = 5000;
const longestBackoffMs = 300_000;

/**
 * Drains as reports arrive, until it is told to end by INT or TERM; a send under way is finished first, and none is begun
 * after it. After a failure it waits 5 s, 10 s … 5 min before the next pass, whatever arrives meanwhile.
 * @throws ConfigError, CannotCreateError
 */
export async function follow(order: PassOrder, talk: Talk): Promise<number> {
  requireSendCommand(order.settings);
  ensureHome(order.home);
  await keepHeapSmall();
  const bell = createBell();
  // Not once: what gives the lock back when a signal ends us must see that this one does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => bell.stop());
  // Only here: it is not for every pass to load.
  const { watch } = await import('chokidar');
  const watcher = watch(order.home.pending, {
    depth: 0,
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => path.startsWith(`${order.home.pending}/.`),
  });
  watcher.on('all', () => bell.ring());
  watcher.on('error', (error) =>
    talk.warn(`watching ${order.home.pending}: ${messageOf(error)}; it is polled every ${pollMs / 1000} s`),
  );
  try {
    // An error ends this wait, too: without a watch the poll alone must do.
    await once(watcher, 'ready').catch(() => {});
    talk.note(`following ${order.home.pending}; end it with Ctrl-C`);
    await drainUntilStopped({ ...tellForeignOnce(order), isStopped: () => bell.stopped }, bell, talk);
  } finally {
    // A watch that stays open would keep the process from ending.
    await watcher.close();
  }
  return exitCodes.done;
}

async function drainUntilStopped(order: PassOrder, bell: Bell, talk: Talk): Promise<void> {
  let backoffMs = 0;
  while (!bell.stopped) {
    const failed = !(await passOnce(order, talk));
    backoffMs = failed ? Math.min(Math.max(backoffMs * 2, firstBackoffMs), longestBackoffMs) : 0;
    if (failed && !bell.stopped) talk.note(`next pass in ${formatDuration(backoffMs)}`);
    await (failed ? bell.sleep(backoffMs) : bell.wait(pollMs));
  }
}

// What does not change is not worth a word each half minute.
function tellForeignOnce(order: PassOrder): PassOrder {
  let told = '';
  const onForeign = (names: readonly string[]) => {
    const now = names.join('/');
    if (now !== told) order.onForeign(names);
    told = now;
  };
  return { ...order, onForeign };
}

async function passOnce(order: PassOrder, talk: Talk): Promise<boolean> {
  try {
    return (await runPass(order)).exitCode === exitCodes.done;
  } catch (error) {
    if (!mayRecover(error)) throw error;
    const remedy = remedyOf(error);
    // Another pass does the work.
    if (error instanceof LockedError) talk.note(error.message);
    else talk.warn(remedy === undefined ? messageOf(error) : `${messageOf(error)}\n  ${remedy}`);
    return false;
  }
}

// A full disk is an error of the system, and over some day; settings stay as they were read, and a bug stays a bug.
function mayRecover(error: unknown): boolean {
  if (error instanceof ConfigError) return false;
  return error instanceof OwnerReportError || errnoOf(error) !== undefined;
}

interface Bell {
  readonly stopped: boolean;
  ring(): void;
  stop(): void;
  /** Until it rings, is stopped, or the time is over. A ring that came before counts. */
  wait(ms: number): Promise<void>;
  /** Until it is stopped or the time is over. */
  sleep(ms: number): Promise<void>;
}

function createBell(): Bell {
  let rung = false;
  let stopped = false;
  let wake = () => {};
  let deaf = false;
  const pause = async (ms: number) => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = () => {};
  };
  return {
    get stopped() {
      return stopped;
    },
    ring: () => {
      rung = true;
      if (!deaf) wake();
    },
    stop: () => {
      stopped = true;
      wake();
    },
    wait: async (ms) => {
      if (!rung && !stopped) await pause(ms);
      rung = false;
    },
    sleep: async (ms) => {
      deaf = true;
      if (!stopped) await pause(ms);
      deaf = false;
      rung = false;
    },
  };
}
