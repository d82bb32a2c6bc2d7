import { jetstream, JetStreamApiError, type PubAck } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { type Outcome } from '@owner-report/cli';

import type { Connection } from '../broker/connection.ts';
import { isWithoutJetStream } from '../broker/isWithoutJetStream.ts';
import { streamName } from '../broker/stream.ts';
import type { RelayMessage } from '../message/relayMessage.ts';

/** How the broker calls what is too large for the stream. */
const tooLarge = 10_054;

/**
 * Publishes one message, and waits for the word of the stream that it is kept.
 * @throws an error of the client
 */
export async function publish(nc: Connection, message: RelayMessage, timeoutMs: number): Promise<Outcome> {
  const all = headers();
  for (const [name, value] of Object.entries(message.headers)) all.set(name, value);
  const most = nc.info?.max_payload ?? Infinity;
  if (message.payload.length + headerRoom > most)
    return {
      outcome: 'rejected',
      reason: `the broker takes ${most} bytes at most (max_payload), the report has ${message.payload.length}`,
    };
  try {
    return toOutcome(
      await jetstream(nc).publish(message.subject, message.payload, { headers: all, timeout: timeoutMs }),
    );
  } catch (error) {
    if (isWithoutJetStream(error)) {
      return {
        outcome: 'failed',
        reason: `no stream ${streamName} takes it: has the hub run "owner-report-relay pull"? Of a cluster, is more than half there?`,
      };
    }
    if (!(error instanceof JetStreamApiError)) throw error;
    const { err_code: code, description } = error.apiError();
    const reason = `the stream refused it: ${description}`;
    return code === tooLarge ? { outcome: 'rejected', reason } : { outcome: 'failed', reason };
  }
}

// Generous: those of a message have some 300.
const headerRoom = 1024;

function toOutcome({ stream, seq }: PubAck): Outcome {
  if (stream === streamName) return { outcome: 'sent', messageId: String(seq) };
  return { outcome: 'failed', reason: `expected stream ${streamName} to take it, found ${stream}` };
}
