import { isIP } from 'node:net';

import { connect, type NatsConnection, nkeyAuthenticator, type TlsOptions } from '@nats-io/transport-node';
import type { Settings } from '@owner-report/cli';
import { ConfigError } from '@owner-report/spool';

import { type Access, readAccess } from './access.ts';
import { explainBrokerError } from './explainBrokerError.ts';
import { hostOf, parseServers, type Servers } from './servers.ts';

/** A connection to the broker. It is never mended: what comes after a break begins anew. */
export type Connection = NatsConnection;

/** Which broker, and by what we are known there. */
export type Broker = Servers & Access;

/** What the settings say of the broker. @throws ConfigError */
export function findBroker(settings: Settings): Broker {
  return { ...parseServers(settings.relayServers), ...readAccess(settings.relayKeyFile, settings.relayCaFile) };
}

/** How a connection is made. */
interface Dial {
  /** Begins the subjects on which the broker answers us: no other may listen there. */
  inbox: string;
  /** Until it is there, in milliseconds, whichever of the brokers takes it. */
  timeoutMs: number;
}

/** Where the hub hears answers. No host has such an inbox: their names are in small letters. */
export const hubInbox = '_INBOX_HUB';

/** Where a host hears answers. */
export function inboxOfHost(host: string): string {
  return `_INBOX_${host}`;
}

// A broker that hangs is noticed after two of these.
const pingIntervalMs = 10_000;

/** Connects to the first of the brokers that takes us, in their order. @throws ConfigError, UnavailableError */
export async function connectBroker(broker: Broker, { inbox, timeoutMs }: Dial): Promise<Connection> {
  let failure: unknown;
  for (const address of broker.addresses) {
    try {
      return await connectTo(address, broker, { inbox, timeoutMs: timeoutMs / broker.addresses.length });
    } catch (error) {
      const explained = explainBrokerError(error, address);
      // What a person must mend comes first.
      if (!(failure instanceof ConfigError)) failure = explained;
    }
  }
  throw failure;
}

function connectTo(address: string, { needsTls, seed, ca }: Broker, { inbox, timeoutMs }: Dial): Promise<Connection> {
  return connect({
    servers: address,
    name: 'owner-report-relay',
    inboxPrefix: inbox,
    reconnect: false,
    timeout: Math.max(1, Math.floor(timeoutMs)),
    pingInterval: pingIntervalMs,
    maxPingOut: 2,
    // Those of the cluster that it tells of may not be reachable from here.
    ignoreClusterUpdates: true,
    ...(seed === undefined ? {} : { authenticator: nkeyAuthenticator(seed) }),
    ...(needsTls || ca !== undefined ? { tls: tlsOptions(address, ca) } : {}),
  });
}

// The client asks for the certificate of a name only: that of an address of IP would have to be of "localhost".
function tlsOptions(address: string, ca: string | undefined): TlsOptions & { host?: string } {
  const host = hostOf(address);
  return { ...(ca === undefined ? {} : { ca }), ...(isIP(host) === 0 ? {} : { host }) };
}
