import { expectOneOf } from '@owner-report/cli';
import { dropUnsafe, isMessageId, longestMessageId, redact, toPrintableLine, toWellFormed } from '@owner-report/spool';

const saidOutcomes = ['sent', 'failed', 'rejected', 'unknown'] as const;

/** What a send command may say of the outcome, in the file that `OWNER_REPORT_RESULT_FILE` names; all of it optional. */
export interface CommandResult {
  outcome?: (typeof saidOutcomes)[number] | undefined;
  /** 0 … 86400. */
  retryAfterSeconds?: number | undefined;
  /** With `failed`: it may have gone out all the same, and whoever has it knows it again when it comes that way. */
  maybeSent?: boolean | undefined;
  /** What the channel calls the message: on one line, without secrets. */
  messageId?: string | undefined;
  /** Why, in words: on one line, without secrets. */
  reason?: string | undefined;
}

/** What was read of it. */
export interface ParsedResult {
  result: CommandResult;
  /** What of it cannot be used, and counts as not said. */
  warnings: string[];
}

/** The longest wait that a send command may ask for. */
export const longestRetryAfterSeconds = 86_400;

const longestReason = 500;
const longestShown = 80;

/**
 * Reads what a send command has written. What cannot be used of it, or all of it, is a warning and counts as not said;
 * keys that are not known mean nothing.
 * @param environment whose secrets are not to be told
 */
export function parseResult(text: string, environment: NodeJS.ProcessEnv): ParsedResult {
  const said = parseObject(text);
  if (said === undefined) return unusable(`expected one JSON object, found ${show(text, environment)}`);
  const warnings: string[] = [];
  const take = <T>(key: string, expected: string, read: (value: unknown) => T | undefined): T | undefined => {
    const value = said[key] ?? undefined;
    if (value === undefined) return undefined;
    const taken = read(value);
    if (taken === undefined) warnings.push(`${key}: ${expected}, found ${show(JSON.stringify(value), environment)}`);
    return taken;
  };
  const result = {
    outcome: take('outcome', expectOneOf(saidOutcomes), (value) => saidOutcomes.find((word) => word === value)),
    retryAfterSeconds: take('retry_after_seconds', `expected 0 … ${longestRetryAfterSeconds}`, toSeconds),
    maybeSent: take('maybe_sent', 'expected true or false', (value) =>
      typeof value === 'boolean' ? value : undefined,
    ),
    messageId: take('message_id', `expected text of at most ${longestMessageId} characters`, toMessageId),
    reason: take('reason', 'expected text', (value) => (typeof value === 'string' ? value : undefined)),
  };
  const { messageId, reason } = result;
  return {
    result: {
      ...result,
      messageId: messageId === undefined ? undefined : redact(messageId, environment),
      reason: reason === undefined ? undefined : toReason(reason, environment),
    },
    warnings,
  };
}

/** A result of which nothing can be used. */
export function unusable(why: string): ParsedResult {
  return { result: {}, warnings: [why] };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function toSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= longestRetryAfterSeconds ? value : undefined;
}

// Some channels number their messages. A number that JSON readers round would name another message.
function toMessageId(value: unknown): string | undefined {
  const id = typeof value === 'string' || Number.isSafeInteger(value) ? String(value).trim() : '';
  return isMessageId(id) ? id : undefined;
}

function toReason(text: string, environment: NodeJS.ProcessEnv): string | undefined {
  const line = dropUnsafe(redact(text, environment).replaceAll(/\s+/g, ' ')).trim();
  return line === '' ? undefined : cut(line, longestReason);
}

// Redacted before it is cut: half a secret would not be known again.
function show(text: string, environment: NodeJS.ProcessEnv): string {
  return toPrintableLine(cut(redact(text, environment).trim(), longestShown)) || 'blanks';
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${toWellFormed(text.slice(0, longest - 1))}…` : toWellFormed(text);
}
