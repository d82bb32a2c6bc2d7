import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { ConfigError } from '@owner-report/spool';

import type { Connection } from './connection.ts';
import { isWithoutJetStream } from './isWithoutJetStream.ts';

/** What a hub may ask a broker for. @throws ConfigError for one without JetStream */
export async function openManager(nc: Connection): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(nc);
  } catch (error) {
    if (!isWithoutJetStream(error)) throw error;
    throw new ConfigError(`${nc.getServer()}: the broker has no JetStream`, {
      cause: error,
      remedy: 'Start it with examples/relay/nats.conf, which enables it.',
    });
  }
}
