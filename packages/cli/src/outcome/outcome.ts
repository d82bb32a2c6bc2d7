/**
 * How a send ended.
 * - `sent`: the channel has taken the message, and says so.
 * - `failed`: it has not; the same message may be sent again, after `retryAfterSeconds` where the channel asks for that. With
 *   `maybeSent` nobody knows, but this channel takes the same message once, however often it is sent.
 * - `rejected`: it never will take this message.
 * - `unknown`: the request went out, and what became of it cannot be told.
 */
export type Outcome =
  | { outcome: 'sent'; messageId?: string | undefined }
  | { outcome: 'failed'; reason: string; retryAfterSeconds?: number | undefined; maybeSent?: boolean }
  | { outcome: 'rejected'; reason: string }
  | { outcome: 'unknown'; reason: string };
