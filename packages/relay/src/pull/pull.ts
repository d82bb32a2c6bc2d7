import { type Invocation, resolveSettings, type Talk } from '@owner-report/cli';
import { acquireLock, ensureHome, exitCodes, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { findVersionFlaw } from '../broker/brokerVersion.ts';
import { findBroker } from '../broker/connection.ts';
import { follow } from './follow.ts';
import { runSession, type SessionOrder } from './session.ts';
import { stopOnSignals } from './stopOnSignals.ts';
import { type TakenIn, takeIn } from './takeIn.ts';

/**
 * `owner-report-relay pull`: takes what is in the stream into `pending/` of this home, which is the hub; with --follow it goes on
 * until it is told to end. One at a time works in a home.
 */
export async function pull({ home, talk, given, flag }: Invocation): Promise<number> {
  const settings = resolveSettings(home, given);
  const broker = findBroker(settings);
  const follows = flag('follow');
  // Before the lock is seen by anybody.
  const stop = follows ? stopOnSignals() : new AbortController().signal;
  ensureHome(home);
  const lock = await acquireLock(home.relayLock);
  const counts = { enqueued: 0, 'already-there': 0, held: 0 };
  const order: SessionOrder = {
    broker,
    replicas: settings.relayReplicas,
    follows,
    stop,
    onConnected: createVersionCheck(talk),
    take: ({ subject, data, headers }) => {
      lock.assertHeld();
      const message = { subject, payload: data, header: (name: string) => headers?.get(name) ?? '' };
      const taken = takeIn(home, message, new Date());
      counts[taken.event] += 1;
      tellTaken(taken, talk);
    },
  };
  try {
    await (follows ? follow(order, talk) : runSession(order));
  } finally {
    await lock.release();
  }
  talk.note(`${counts.enqueued} taken in, ${counts['already-there']} were there already, ${counts.held} held`);
  return exitCodes.done;
}

function tellTaken(taken: TakenIn, talk: Talk): void {
  talk.document({ schemaVersion, ...taken });
  if (taken.event === 'enqueued') talk.result(toPrintableLine(taken.path));
  if (taken.event === 'held')
    talk.warn(toPrintableLine(`from ${taken.host}: held, ${taken.path}: ${taken.reason ?? ''}`));
  if (taken.event === 'already-there') talk.detail(toPrintableLine(`${taken.path}: was there already`));
}

// Once, however often it connects.
function createVersionCheck(talk: Talk): SessionOrder['onConnected'] {
  let told = '';
  return ({ info }) => {
    const flaw = findVersionFlaw(info?.version ?? '') ?? '';
    if (flaw !== told) talk.warn(flaw);
    told = flaw;
  };
}
