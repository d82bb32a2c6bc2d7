import type { Outcome } from '../outcome/outcome.ts';
import { exchange } from './exchange.ts';
import { type AnswerRules, toOutcome } from './toOutcome.ts';

/** A request whose body is JSON. */
interface JsonRequest {
  method?: 'POST' | 'PUT';
  url: URL;
  headers?: Readonly<Record<string, string>>;
  payload: object;
}

/** Sends JSON to a service, and says what became of it. @throws ConfigError for a proxy that is none */
export async function sendJson(
  { method = 'POST', url, headers = {}, payload }: JsonRequest,
  rules: AnswerRules,
  limits: { timeoutMs: number; environment: NodeJS.ProcessEnv },
): Promise<Outcome> {
  const whole = { 'content-type': 'application/json', ...headers };
  const request = { method, url, headers: whole, body: JSON.stringify(payload) };
  return toOutcome(await exchange(request, limits.timeoutMs, limits.environment), rules, new Date());
}
