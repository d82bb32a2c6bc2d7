import { concludeSend, findTimeLimit, type Invocation, type Outcome, resolveSettings } from '@owner-report/cli';
import {
  ConfigError,
  decodeUtf8,
  formatReport,
  InvalidReportError,
  parseReport,
  redact,
  type Report,
  UnavailableError,
} from '@owner-report/spool';

import { connectBroker, findBroker, inboxOfHost } from '../broker/connection.ts';
import { explainBrokerError } from '../broker/explainBrokerError.ts';
import { streamName } from '../broker/stream.ts';
import { findHostName } from '../message/hostName.ts';
import { toHubReport } from '../message/hubReport.ts';
import { composeRelayMessage, type RelayMessage } from '../message/relayMessage.ts';
import { publish } from './publish.ts';
import { readSnapshot } from './snapshot.ts';

const usualMs = 10_000;

/**
 * `owner-report-relay send`: a send command whose message goes to the stream. Success is the word of the stream that it has it
 * on its disk. What is sent twice is dropped by its id, there or at the hub, so that without an answer it counts as not sent.
 */
export async function send(invocation: Invocation, environment = process.env): Promise<number> {
  return await concludeSend(() => sendOrReject(invocation, environment), {
    program: 'owner-report-relay',
    channel: 'relay',
    talk: invocation.talk,
    environment,
    hide: (text) => redact(text, environment),
  });
}

async function sendOrReject(invocation: Invocation, environment: NodeJS.ProcessEnv): Promise<Outcome> {
  try {
    return await trySend(invocation, environment);
  } catch (error) {
    if (error instanceof InvalidReportError) return { outcome: 'rejected', reason: error.message };
    throw error;
  }
}

async function trySend({ home, given }: Invocation, environment: NodeJS.ProcessEnv): Promise<Outcome> {
  const settings = resolveSettings(home, given);
  const host = findHostName(settings.relayHost);
  const broker = findBroker(settings);
  const timeoutMs = findTimeLimit(undefined, environment['OWNER_REPORT_TIMEOUT'], usualMs);
  const message = composeMessage(host, environment);
  const began = performance.now();
  const nc = await connectBroker(broker, { inbox: inboxOfHost(host), timeoutMs: timeoutMs / 2 });
  try {
    return await publish(nc, message, Math.max(1, timeoutMs - (performance.now() - began)));
  } catch (error) {
    const explained = explainBrokerError(error, nc.getServer());
    if (!(explained instanceof UnavailableError)) throw explained;
    return { outcome: 'failed', reason: explained.message, maybeSent: true };
  }
}

function composeMessage(host: string, environment: NodeJS.ProcessEnv): RelayMessage {
  const { id, bytes, queuedMs } = readSnapshot(environment);
  const report = parseReport(decodeUtf8(bytes), id, `report ${id}`);
  assertNoCircle(host, report);
  // Here, where somebody can still shorten it: the hub's form is a little longer.
  formatReport(toHubReport(host, report));
  return composeRelayMessage(host, { id, bytes, queuedMs }, streamName);
}

// A home that is host and hub would take in again, under another id, what it sends.
function assertNoCircle(host: string, { extra, report_id }: Report): void {
  if (extra['relay_host'] !== host) return;
  throw new ConfigError(
    `report ${report_id} has come from this host (${host}) by the relay: expected that a hub sends on by another way`,
    {
      remedy:
        'Give the hub a send command or a "via" of its own, or a home of its own where this machine is a host, too.',
    },
  );
}
