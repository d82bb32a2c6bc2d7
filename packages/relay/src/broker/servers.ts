import { ConfigError } from '@owner-report/spool';

/** The brokers that are set, at least one. */
export interface Servers {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`. */
  addresses: readonly string[];
  /** A connection without TLS is refused: one of them says `tls://`. */
  needsTls: boolean;
}

/** Takes the setting `relayServers` apart. @throws ConfigError */
export function parseServers(text: string): Servers {
  const addresses = text
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  if (addresses.length === 0) {
    throw new ConfigError('the broker: expected its address, found none', {
      remedy:
        'Set "relayServers" in config.json, OWNER_REPORT_SERVERS or --servers, such as tls://hub.example.org:4222.',
    });
  }
  for (const address of addresses) assertAddress(address);
  return { addresses, needsTls: addresses.some((address) => address.startsWith('tls://')) };
}

/** The host of an address, a name or an address of IP. */
export function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^\[(.*)\]$/, '$1');
}

function assertAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isAddress =
    url !== undefined &&
    /^(?:nats|tls):$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^\/?$/.test(`${url.pathname}${url.search}${url.hash}`);
  // What stands there may be a password.
  const hasSecret = url !== undefined && `${url.username}${url.password}` !== '';
  if (isAddress && !hasSecret) return;
  const found = hasSecret ? 'one with a name or password in it' : JSON.stringify(address);
  throw new ConfigError(`the broker: expected an address such as tls://hub.example.org:4222, got ${found}`, {
    remedy: hasSecret
      ? 'Take it out: the broker knows us by an nkey, see "relayKeyFile".'
      : 'Mend "relayServers" in config.json, OWNER_REPORT_SERVERS or --servers.',
  });
}
