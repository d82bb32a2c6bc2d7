/**
 * How the delivery of one report ended.
 * - `sent`: the send command succeeded and the report is in `sent/`; `recovered` when that is known from the receipt of
 *   an earlier attempt.
 * - `uncommitted`: the send command succeeded, but `sent/` has another report of that id at `path`; it stays in
 *   `pending/`.
 * - `already-sent`: the same report was in `sent/`; it left `pending/` unsent.
 * - `failed`: the send command said no, or could not be run; it will be tried again, not before `retryAt` if there is one.
 * - `rejected`: the send command said that it can never send it; it stays in `pending/`, and is not sent that way again.
 * - `unknown`: nobody knows whether it went out; it will be tried again at `retryAt`, flagged.
 * - `waiting`: the time for the next try has not come.
 * - `in-flight`: a sender of an earlier pass is still at work.
 * - `held`: it was set aside, because it failed too often, because it is invalid, or because it was rejected.
 *
 * Where there are routes it names its lane, and whether it went to the fallback of that.
 */
export type Delivery = { id: string; route?: string; fallback?: true } & (
  | {
      outcome: 'sent';
      attempt: number;
      durationMs?: number;
      messageId?: string;
      recovered: boolean;
      warnings: string[];
    }
  | { outcome: 'uncommitted'; attempt: number; path: string; reason: string }
  | { outcome: 'already-sent'; path: string; warnings: string[] }
  | { outcome: 'failed'; attempt: number; reason: string; output: string; retryAt?: string }
  | { outcome: 'rejected'; attempt: number; reason: string; output: string }
  | { outcome: 'unknown'; attempt: number; reason: string; output: string; messageId?: string; retryAt: string }
  | { outcome: 'waiting'; retryAt: string; reason: string }
  | { outcome: 'in-flight'; until: string }
  | { outcome: 'held'; cause: 'failures' | 'invalid' | 'rejected'; path: string; reason: string }
);

/** Whether a pass may go on to the next report after this outcome. */
export function isSettled(delivery: Delivery): boolean {
  return delivery.outcome === 'sent' || delivery.outcome === 'already-sent' || delivery.outcome === 'held';
}

/** What there is to tell the operator beside the outcome. */
export function warningsOf(delivery: Delivery): readonly string[] {
  return 'warnings' in delivery ? delivery.warnings : [];
}
