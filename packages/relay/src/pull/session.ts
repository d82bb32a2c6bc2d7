import { setImmediate as nextTurn } from 'node:timers/promises';

import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { UnavailableError } from '@owner-report/spool';

import { type Broker, type Connection, connectBroker, hubInbox } from '../broker/connection.ts';
import { ensureStream } from '../broker/ensureStream.ts';
import { explainBrokerError } from '../broker/explainBrokerError.ts';
import { mostUnacknowledged, renewConsumer, requestMs } from '../broker/hubConsumer.ts';
import { openManager } from '../broker/openManager.ts';
import { consumerName, streamName } from '../broker/stream.ts';

/** What a session does, and when it ends. */
export interface SessionOrder {
  broker: Broker;
  /** Copies of the stream, where it is made. */
  replicas: number;
  /** It goes on when the stream is empty. */
  follows: boolean;
  /** Told to end: it takes nothing more. */
  stop: AbortSignal;
  onConnected: (nc: Connection) => void;
  /** Takes one message in, durably. What it throws ends the session, and the message stays in the stream. */
  take: (message: JsMsg) => void;
}

const connectMs = 10_000;

/**
 * Takes what is in the stream, in its order, over one connection. The first failure ends it: what follows begins anew, from the
 * beginning of the stream, so that nothing overtakes.
 *
 * Guarantee: a message is acknowledged only after it was taken in.
 * @throws ConfigError, UnavailableError, LockedError for another hub; what `take` throws
 */
export async function runSession(order: SessionOrder): Promise<void> {
  const nc = await connectBroker(order.broker, { inbox: hubInbox, timeoutMs: connectMs });
  const failure: { error?: unknown } = {};
  try {
    order.onConnected(nc);
    const jsm = await openManager(nc);
    await ensureStream(jsm, order.replicas);
    const waiting = await renewConsumer(jsm);
    if (waiting > 0 || order.follows) failure.error = await takeAll(nc, order);
  } catch (error) {
    throw explainBrokerError(error, nc.getServer());
  } finally {
    await nc.close();
  }
  if (failure.error !== undefined) throw failure.error;
}

/** @returns why a message could not be taken in; undefined when all is well */
async function takeAll(nc: Connection, { follows, stop, take }: SessionOrder): Promise<unknown> {
  const consumer = await jetstream(nc).consumers.get(streamName, consumerName);
  const messages = await consumer.consume({
    max_messages: mostUnacknowledged,
    expires: requestMs,
    idle_heartbeat: requestMs / 2,
    abort_on_missing_resource: true,
  });
  const end = () => void messages.close();
  stop.addEventListener('abort', end);
  try {
    for await (const message of messages) {
      if (stop.aborted) return undefined;
      try {
        take(message);
      } catch (error) {
        return error;
      }
      if (!follows && message.info.pending === 0) {
        // Its answer comes when those before it have counted, too.
        await message.ackAck();
        return undefined;
      }
      message.ack();
      // Signals, and what the broker says meanwhile.
      await nextTurn();
    }
  } finally {
    stop.removeEventListener('abort', end);
  }
  if (!stop.aborted) throw new UnavailableError(`${nc.getServer()}: the connection was lost`);
  await nc.flush();
  return undefined;
}
