import { defaultSettings } from '@owner-report/cli';

import { type Connection, connectBroker, findBroker, inboxOfHost } from '../../packages/relay/src/broker/connection.ts';
import { streamName } from '../../packages/relay/src/broker/stream.ts';
import { composeRelayMessage } from '../../packages/relay/src/message/relayMessage.ts';
import { publish } from '../../packages/relay/src/send/publish.ts';
import { reportText, until } from '../harness.ts';
import type { Broker } from './broker.ts';

const answerMs = 60_000;

/** Connects as the send command of a host does. */
export function connectAs(host: string, broker: Broker): Promise<Connection> {
  const found = findBroker({ ...defaultSettings, relayServers: broker.url });
  return connectBroker(found, { inbox: inboxOfHost(host), timeoutMs: answerMs });
}

/** Publishes one report as the send command of a host does, in this process. @returns whether the stream has it */
export async function publishAs(host: string, nc: Connection, id: string): Promise<boolean> {
  const report = { id, bytes: Buffer.from(reportText(id)), queuedMs: 0 };
  const { outcome } = await publish(nc, composeRelayMessage(host, report, streamName), answerMs);
  return outcome === 'sent';
}

/**
 * Publishes the reports of a host, one after the other, each until the stream has it, whatever becomes of the broker meanwhile:
 * as passes of its watchdog would.
 * @param onSent called for each
 */
export async function publishAll(
  host: string,
  broker: Broker,
  ids: readonly string[],
  onSent: () => void,
): Promise<void> {
  let nc: Connection | undefined;
  for (const id of ids) {
    await until(`the stream that takes ${id} of ${host}`, async () => {
      try {
        nc ??= await connectAs(host, broker);
        return await publishAs(host, nc, id);
      } catch {
        // The broker is away: anew.
        await nc?.close().catch(() => {});
        nc = undefined;
        return false;
      }
    });
    onSent();
  }
  await nc?.close();
}
