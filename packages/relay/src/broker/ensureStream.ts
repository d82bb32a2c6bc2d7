import { JetStreamApiError, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { ConfigError, UnavailableError } from '@owner-report/spool';

import { allSubjects } from '../message/subject.ts';
import { findStreamFlaws, streamConfig, streamName } from './stream.ts';

const notFound = 10_059;

/** The word of HTTP, by which a cluster without a leader answers, too. */
const temporarilyUnavailable = 503;

/** The stream as it stands; undefined when there is none. `hosts` asks how many reports each host has in it. */
export async function findStream(jsm: JetStreamManager, hosts = false): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(streamName, hosts ? { subjects_filter: '>' } : undefined);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === notFound) return undefined;
    throw error;
  }
}

/**
 * Makes the stream where there is none.
 * @throws ConfigError when somebody else has made it in another way, or it cannot be made; UnavailableError when it cannot now
 */
export async function ensureStream(jsm: JetStreamManager, replicas: number): Promise<void> {
  const found = await findStream(jsm);
  if (found === undefined) await makeStream(jsm, replicas);
  else assertOurStream(found);
}

/** @throws ConfigError for a stream that could lose reports */
export function assertOurStream(found: StreamInfo): void {
  const flaws = findStreamFlaws({ ...found.config });
  if (flaws.length === 0) return;
  throw new ConfigError(`the stream ${streamName} is not what "owner-report-relay pull" makes: ${flaws.join('; ')}`, {
    remedy: 'Reports could be lost in it. Take what is in it out, remove it, and run pull again: docs/relay.md.',
  });
}

async function makeStream(jsm: JetStreamManager, replicas: number): Promise<void> {
  try {
    await jsm.streams.add({ ...streamConfig(replicas), subjects: [allSubjects] });
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    const { code, description } = error.apiError();
    const message = `the stream ${streamName} cannot be made: ${description}`;
    if (code === temporarilyUnavailable)
      throw new UnavailableError(message, {
        cause: error,
        remedy: 'Look at the log of the broker.',
      });
    throw new ConfigError(message, {
      cause: error,
      remedy:
        'Is there another stream of these subjects, are there more replicas than brokers, or does the broker keep less than 256 MiB (max_file_store)?',
    });
  }
}
