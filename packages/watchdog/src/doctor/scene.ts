import { userInfo } from 'node:os';

import { type Invocation, laneOf, type Sending, type Settings } from '@owner-report/cli';
import { type Entry, findUserHome, type Listing, listReports, readFields, throwPartNeeded } from '@owner-report/spool';

import { findEntries } from '../entry/findEntries.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { listNext } from '../lanes/listNext.ts';
import { surveyLanes } from '../lanes/surveyLanes.ts';
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
  sending: Sending | Error;
  /** A schedule fills in what nothing else says. */
  isScheduled: boolean;
  /** Those at the top level. */
  settings: Settings | Error;
  /** The oldest entries, and how many there are. */
  listPending: () => Listing;
  /** All of them, for who has to look into each. */
  listAll: () => Listing;
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
  const { sending, isScheduled } = resolveOrError(invocation, entry);
  return {
    userHome,
    userName,
    drain,
    entry,
    environment,
    sending,
    isScheduled,
    settings: sending instanceof Error ? sending : sending.settings,
    listPending: once(() => listReports(invocation.home, 'pending', shownNext)),
    listAll: once(() => listReports(invocation.home, 'pending')),
    findState,
    findFollower: once(() => findFollower(invocation.home, commands)),
  };
}

/** Name of the user who runs this; empty for a user id without an account. */
export function findUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an account.
    return process.env['USER'] ?? '';
  }
}

function resolveOrError(
  invocation: Invocation,
  entry: ScheduleEntry | undefined,
): Pick<Scene, 'sending' | 'isScheduled'> {
  try {
    return resolveScheduled(invocation, entry);
  } catch (error) {
    throwPartNeeded(error);
    return { sending: error as Error, isScheduled: false };
  }
}

/** The reports that are next, in the order in which a pass would send them. */
export function findNext({ sending, listPending, listAll }: Scene, now: Date): Entry[] {
  if (sending instanceof Error || sending.routes.length === 0) return listPending().entries;
  return listNext(listAll().entries, { sending, most: shownNext, now }).entries;
}

/** What each lane would send first; what is the oldest of all where they would send nothing now. */
export function findHeads({ sending, listPending, listAll }: Scene, now: Date): Entry[] {
  const oldest = listPending().entries.slice(0, 1);
  if (sending instanceof Error || sending.routes.length === 0) return oldest;
  const heads = surveyLanes(listAll().entries, sending, now).flatMap(({ head }) => head ?? []);
  return heads.length === 0 ? oldest : heads;
}

/** By what a report would go: the settings of its lane, and its name where there are routes. */
export interface WayOfEntry {
  settings: Settings;
  lane?: string;
}

/** The way of a report; undefined where there are routes, and no report that tells its lane. */
export function wayOf(entry: Entry | undefined, { sending }: Pick<Scene, 'sending'>): WayOfEntry | Error | undefined {
  if (sending instanceof Error) return sending;
  if (sending.routes.length === 0) return { settings: sending.settings };
  const fields = entry && readFields(entry.path);
  if (fields === undefined) return undefined;
  const { name, settings } = laneOf(fields, sending);
  return { settings, lane: name };
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
