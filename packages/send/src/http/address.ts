import { ConfigError } from '@owner-report/spool';

import { parseUrl } from './parseUrl.ts';

/**
 * An address to send to.
 * @param where what gave it. The text itself is not shown: it may be a secret.
 * @throws ConfigError for what is no address of HTTP, and for one whose "#" and what follows it would be sent to nobody
 */
export function parseAddress(text: string, where: string): URL {
  const url = parseUrl(text.trim());
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(
      `${where}: expected an address that begins with https:// or http://, found another text (not shown)`,
      { remedy: 'Copy it once more, with nothing before and behind it.' },
    );
  }
  if (url.hash !== '') {
    throw new ConfigError(`${where}: expected an address without "#", found one with it (not shown)`, {
      remedy: 'No service is told what follows it. Leave that out, or write a "#" that is meant as %23.',
    });
  }
  if (isEncoded(url.username) && isEncoded(url.password)) return url;
  throw new ConfigError(
    `${where}: expected "%" and two hexadecimal digits in name and password, found a "%" of another kind (not shown)`,
    { remedy: 'Write a "%" that belongs to them as %25.' },
  );
}

function isEncoded(text: string): boolean {
  try {
    // Its result is used: rolldown leaves out a call of it that is only to throw.
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

/**
 * An address that an argument or a setting of the queue may hold, which others can see.
 * @throws ConfigError for one with a name and a password, too
 */
export function parseOpenAddress(text: string, where: string): URL {
  const url = parseAddress(text, where);
  if (url.username === '' && url.password === '') return url;
  throw new ConfigError(`${where}: expected an address without name and password, found one with them (not shown)`, {
    remedy: 'A secret belongs into a variable or a file: see owner-report-send list.',
  });
}

/** An address below a root, whether that ends with a slash or not. */
export function addressBelow(root: URL, path: string): URL {
  const url = new URL(root);
  url.pathname = `${root.pathname.replace(/\/+$/, '')}/${path}`;
  return url;
}
