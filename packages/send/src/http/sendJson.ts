import type { Outcome } from '@owner-report/cli';

import { exchange, type HttpRequest } from './exchange.ts';
import { type AnswerRules, toOutcome } from './toOutcome.ts';

interface Limits {
  timeoutMs: number;
  environment: NodeJS.ProcessEnv;
}

/** Sends an object as JSON to a service, and says what became of it. @throws ConfigError for a proxy that is none */
export function sendJson(
  url: URL,
  payload: object,
  rules: AnswerRules,
  limits: Limits,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return sendJsonText({ method: 'POST', url, headers, body: JSON.stringify(payload) }, rules, limits);
}

/** The same for JSON that is text already, by any method. */
export async function sendJsonText(request: HttpRequest, rules: AnswerRules, limits: Limits): Promise<Outcome> {
  const headers = { 'content-type': 'application/json', ...request.headers };
  const answered = await exchange({ ...request, headers }, limits.timeoutMs, limits.environment);
  return toOutcome(answered, rules, new Date());
}
