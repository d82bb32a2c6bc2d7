import { userInfo } from 'node:os';

import type { Invocation, Settings } from '@owner-report/cli';
import { findUserHome, type Listing, listReports } from '@owner-report/spool';

import { findEntries } from '../entry/findEntries.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { findFollower } from './findFollower.ts';
import type { Commands } from './isDrain.ts';
import { type Drain, findDrain } from './judgeEntry.ts';
import { resolveScheduled, scheduledEnvironment } from './scheduledRun.ts';
import { findUnitState } from './unitState.ts';

const shownNext = 3;

/** What the points are judged by. */
export interface Scene {
  userHome: string;
  userName: string;
  drain: Drain | undefined;
  /** The entry of `drain`, if it is this user's: another user's says nothing about a run of this one. */
  entry: ScheduleEntry | undefined;
  environment: NodeJS.ProcessEnv;
  settings: Settings | Error;
  /** The oldest entries, and how many there are. */
  listPending: () => Listing;
  findState: typeof findUnitState;
  /** Process that follows the home, if any can be seen. */
  findFollower: () => number | undefined;
}

/** Finds what the points are judged by: what runs a watchdog, and with which settings. */
export async function setScene(invocation: Invocation, commands: Commands): Promise<Scene> {
  const userHome = findUserHome();
  const userName = findUserName();
  const entries = await findEntries({ home: userHome, name: userName });
  const findState = oncePerEntry(findUnitState);
  const drain = await findDrain(entries, invocation.home, commands, findState);
  const entry = drain?.entry.user === undefined ? drain?.entry : undefined;
  const environment = scheduledEnvironment(entry, userHome);
  const settings = resolveOrError(invocation, entry);
  return {
    userHome,
    userName,
    drain,
    entry,
    environment,
    settings,
    listPending: once(() => listReports(invocation.home, 'pending', shownNext)),
    findState,
    findFollower: once(() => findFollower(invocation.home, commands)),
  };
}

function findUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an account.
    return process.env['USER'] ?? '';
  }
}

function resolveOrError(invocation: Invocation, entry: ScheduleEntry | undefined): Settings | Error {
  try {
    return resolveScheduled(invocation, entry);
  } catch (error) {
    return error as Error;
  }
}

// What is told twice is looked at once; a look that fails is taken again.
function once<T>(look: () => T): () => T {
  let found: { seen: T } | undefined;
  return () => (found ??= { seen: look() }).seen;
}

function oncePerEntry<T>(ask: (entry: ScheduleEntry) => Promise<T>): (entry: ScheduleEntry) => Promise<T> {
  const answers = new Map<ScheduleEntry, Promise<T>>();
  return (entry) => {
    const answer = answers.get(entry) ?? ask(entry);
    answers.set(entry, answer);
    return answer;
  };
}
