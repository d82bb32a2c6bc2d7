import { setTimeout as delay } from 'node:timers/promises';

import { type ConsumerInfo, JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import { ConfigError, LockedError } from '@owner-report/spool';

import { consumerName, streamName } from './stream.ts';

const notFound = 10_014;

/** How long one request for reports waits at the broker. A hub that died has none there after that. */
export const requestMs = 10_000;
const patienceMs = requestMs + 2000;
const lookMs = 250;
// Between two of its requests a hub waits for nothing, for a moment.
const looksAtRest = 2;

/** Reports that the broker hands out before it needs an acknowledgement. */
export const mostUnacknowledged = 256;

const config = {
  durable_name: consumerName,
  ack_policy: 'explicit',
  deliver_policy: 'all',
  max_ack_pending: mostUnacknowledged,
  // Nanoseconds.
  ack_wait: 60e9,
} as const;

/**
 * Makes the consumer anew: what is in the stream is what is to be taken, from its beginning. One that goes on after a crash hands
 * out what was not acknowledged late, and out of order.
 * @returns how many reports there are to take
 * @throws LockedError when another hub takes them
 */
export async function renewConsumer(jsm: JetStreamManager): Promise<number> {
  if (await waitForOtherHub(jsm)) await removeConsumer(jsm);
  try {
    return (await jsm.consumers.add(streamName, config)).num_pending;
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.apiError().code >= 500) throw error;
    throw new ConfigError(`the consumer ${consumerName} cannot be made: ${error.message}`, {
      cause: error,
      remedy: `Has somebody made another consumer of ${streamName}? Only the hub may take reports out.`,
    });
  }
}

/** Waits until nobody takes reports. @returns whether there is a consumer @throws LockedError */
async function waitForOtherHub(jsm: JetStreamManager): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  let before: ConsumerInfo | undefined;
  let atRest = 0;
  for (;;) {
    const info = await findConsumer(jsm);
    if (info === undefined) return false;
    atRest = isBusy(info, before) ? 0 : atRest + 1;
    if (atRest === looksAtRest) return true;
    if (performance.now() >= deadline) {
      throw new LockedError(`another hub takes the reports out of ${streamName}`, {
        remedy: 'There can be one only. Stop the other one, or this one.',
      });
    }
    before = info;
    await delay(lookMs);
  }
}

// One that works through what it has asked for waits for nothing, but what it has done counts on.
function isBusy(info: ConsumerInfo, before: ConsumerInfo | undefined): boolean {
  if (info.num_waiting > 0) return true;
  if (info.num_ack_pending === 0) return false;
  return (
    before?.delivered.consumer_seq !== info.delivered.consumer_seq ||
    before.ack_floor.consumer_seq !== info.ack_floor.consumer_seq
  );
}

/** The consumer as it stands; undefined when there is none. */
export async function findConsumer(jsm: JetStreamManager): Promise<ConsumerInfo | undefined> {
  try {
    return await jsm.consumers.info(streamName, consumerName);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function removeConsumer(jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.consumers.delete(streamName, consumerName);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === notFound;
}
