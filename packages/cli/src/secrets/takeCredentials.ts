import { unescape } from 'node:querystring';

/** An address as `fetch` takes it. */
export interface BareAddress {
  url: URL;
  /** What says the name and password that stood in it. */
  headers: { authorization?: string };
}

/** Makes a header of a name and password in an address: fetch refuses such an address, and its error shows them. */
export function takeCredentials(address: URL): BareAddress {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, headers: {} };
  // Unlike decodeURIComponent it lets a percent sign that begins no escape stand.
  const pair = `${unescape(username)}:${unescape(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}
