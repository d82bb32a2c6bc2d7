import { takeCredentials } from '@owner-report/cli';
import { formatDuration, version } from '@owner-report/spool';

import { type Answer, readAnswer } from './answer.ts';
import { describeNetworkError } from './describeNetworkError.ts';
import { findFetch, type Fetch } from './findFetch.ts';
import { parseUrl } from './parseUrl.ts';
import { watchConnection } from './watchConnection.ts';

/** One request, whole in memory. */
export interface HttpRequest {
  method: 'POST' | 'PUT';
  /** Credentials in it become a header. */
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * What came of a request.
 * - `answered`: there is a status.
 * - `not-connected`: nothing of the request was written.
 * - `no-answer`: it was, or that cannot be ruled out.
 */
export type Exchange =
  | { kind: 'answered'; answer: Answer; host: string }
  | { kind: 'not-connected'; reason: string }
  | { kind: 'no-answer'; reason: string };

// A service that sends us on more often goes round in a circle.
const maxRedirects = 3;

/**
 * Makes one request, and never a second one: only a service that asks for it (307, 308) at the same origin gets it again.
 * No error of the network is thrown.
 * @throws ConfigError for a proxy that is none
 */
export async function exchange(
  request: HttpRequest,
  timeoutMs: number,
  environment: NodeJS.ProcessEnv,
): Promise<Exchange> {
  const fetch = await findFetch(environment);
  const { host } = request.url;
  const watch = watchConnection(host);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return { kind: 'answered', answer: await follow(fetch, request, signal), host };
  } catch (error) {
    const what = signal.aborted ? `nothing within ${formatDuration(timeoutMs)}` : describeNetworkError(error);
    return watch.isUnwritten()
      ? { kind: 'not-connected', reason: `no connection to ${host}: ${what}` }
      : { kind: 'no-answer', reason: `no answer from ${host}: ${what}` };
  } finally {
    watch.end();
  }
}

async function follow(fetch: Fetch, request: HttpRequest, signal: AbortSignal): Promise<Answer> {
  const { method, body } = request;
  const { url, headers: credentials } = takeCredentials(request.url);
  const headers = { ...request.headers, ...credentials, 'user-agent': `owner-report/${version}` };
  for (let at = url, hops = 0; ; hops += 1) {
    const answer = await readAnswer(await fetch(at, { method, headers, body, redirect: 'manual', signal }));
    const next = findNext(answer, at);
    if (next === undefined || hops === maxRedirects) return answer;
    at = next;
  }
}

// Where a service wants the same request again, and is the one that was asked, by the same name and password.
function findNext(answer: Answer, at: URL): URL | undefined {
  if (answer.status !== 307 && answer.status !== 308) return undefined;
  const next = parseUrl(answer.header('location') ?? '', at);
  return next?.origin === at.origin && next.username === '' && next.password === '' ? next : undefined;
}
