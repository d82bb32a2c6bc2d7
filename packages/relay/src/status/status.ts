import { type Invocation, resolveSettings } from '@owner-report/cli';
import { countOf, exitCodes, formatDuration, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { connectBroker, findBroker, hubInbox } from '../broker/connection.ts';
import { explainBrokerError } from '../broker/explainBrokerError.ts';
import { readStatus } from './readStatus.ts';
import type { RelayStatus } from './relayStatus.ts';

const connectMs = 10_000;

/** `owner-report-relay status`: what is on its way, as the broker says. It has the rights of the hub. */
export async function status({ home, talk, given }: Invocation): Promise<number> {
  const broker = findBroker(resolveSettings(home, given));
  const nc = await connectBroker(broker, { inbox: hubInbox, timeoutMs: connectMs });
  try {
    const found = await readStatus(nc, new Date());
    talk.document({ schemaVersion, ...found });
    for (const line of describeStatus(found)) talk.result(toPrintableLine(line));
    if (found.broker.warning !== undefined) talk.warn(found.broker.warning);
    return exitCodes.done;
  } catch (error) {
    throw explainBrokerError(error, nc.getServer());
  } finally {
    await nc.close();
  }
}

function describeStatus(found: RelayStatus): string[] {
  const age = found.oldest_age_seconds;
  const since = age === undefined ? '' : `, the oldest for ${formatDuration(age * 1000)}`;
  const width = Math.max(0, ...found.hosts.map(({ host }) => host.length));
  return [
    `${countOf(found.waiting, 'report')} waiting${since}`,
    ...found.hosts.map(({ host, waiting }) => `  ${host.padEnd(width)}  ${waiting}`),
    `hub: ${found.hub ? 'connected' : 'not connected'}`,
    `broker: ${found.broker.server}, nats-server ${found.broker.version}`,
  ];
}
