import { parseAddress } from './address.ts';

/** `fetch`, as far as it is used here. */
export type Fetch = (
  url: URL,
  init: {
    method: string;
    headers: Record<string, string>;
    body: string;
    redirect: 'manual';
    signal: AbortSignal;
  },
) => Promise<Response>;

/**
 * Node's own `fetch`; where the environment names a proxy, that of undici, which goes through it. Loaded only then: that
 * takes longer than a send. Both give up connecting after 10 s by themselves.
 * @throws ConfigError for a proxy that is none
 */
export async function findFetch(environment: NodeJS.ProcessEnv): Promise<Fetch> {
  const proxies = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].filter(
    (name) => (environment[name] ?? '') !== '',
  );
  if (proxies.length === 0) return fetch;
  for (const name of proxies) parseAddress(environment[name] ?? '', name);
  const undici = await import('undici');
  const of = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? '';
  const dispatcher = new undici.EnvHttpProxyAgent({
    httpProxy: of('http_proxy'),
    httpsProxy: of('https_proxy'),
    noProxy: of('no_proxy'),
  });
  return (url, init) => undici.fetch(url, { ...init, dispatcher });
}
