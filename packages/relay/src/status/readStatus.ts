import type { StreamInfo } from '@nats-io/jetstream';
import { UnavailableError } from '@owner-report/spool';

import { findVersionFlaw } from '../broker/brokerVersion.ts';
import type { Connection } from '../broker/connection.ts';
import { assertOurStream, findStream } from '../broker/ensureStream.ts';
import { findConsumer } from '../broker/hubConsumer.ts';
import { openManager } from '../broker/openManager.ts';
import { streamName } from '../broker/stream.ts';
import { hostOfSubject } from '../message/subject.ts';
import type { RelayStatus } from './relayStatus.ts';

/** Asks the broker how the stream stands. @throws ConfigError, UnavailableError; an error of the client */
export async function readStatus(nc: Connection, now: Date): Promise<RelayStatus> {
  const jsm = await openManager(nc);
  const stream = await findStream(jsm, true);
  if (stream === undefined) {
    throw new UnavailableError(`${nc.getServer()}: the broker has no stream ${streamName} yet`, {
      remedy: 'The first "owner-report-relay pull" of the hub makes it.',
    });
  }
  assertOurStream(stream);
  const consumer = await findConsumer(jsm);
  const version = nc.info?.version ?? '';
  const warning = findVersionFlaw(version);
  return {
    broker: { server: nc.getServer(), version, ...(warning === undefined ? {} : { warning }) },
    hub: (consumer?.num_waiting ?? 0) > 0,
    ...statusOfStream(stream, now),
  };
}

function statusOfStream({ config, state }: StreamInfo, now: Date): Omit<RelayStatus, 'broker' | 'hub'> {
  const hosts = Object.entries(state.subjects ?? {})
    .map(([subject, waiting]) => ({ host: hostOfSubject(subject), waiting }))
    .sort((a, b) => (a.host < b.host ? -1 : 1));
  const status = { waiting: state.messages, bytes: state.bytes, max_bytes: config.max_bytes, hosts };
  if (state.messages === 0) return status;
  const oldest = new Date(state.first_ts);
  // The clock of the broker may differ.
  const age = Math.max(0, Math.round((now.getTime() - oldest.getTime()) / 1000));
  return { ...status, oldest: oldest.toISOString(), oldest_age_seconds: age };
}
