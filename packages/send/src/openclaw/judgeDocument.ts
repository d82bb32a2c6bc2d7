import { toRetryAfter } from '@owner-report/cli';

import { isRecord, type JsonObject } from './jsonObject.ts';

/** What one JSON document of OpenClaw says about a message. */
export interface DocumentVerdict {
  says: 'sent' | 'failed' | 'unknown' | 'nothing';
  /** What in it says so, in its own words: `ok:false`. */
  because: string;
  messageId?: string;
  /** OpenClaw's own words about what went wrong. */
  complaint?: string;
  retryAfterSeconds?: number;
}

// Where OpenClaw nests what it says; a message that it gives back is not among them.
const containers = [
  'payload',
  'result',
  'results',
  'sendResult',
  'error',
  'details',
  'deliveryStatus',
  'delivery',
  'deliveryResult',
  'partialDelivery',
];
const maxDepth = 6;

const mayHaveGoneOut = new Set([
  'delivery_queued',
  'queued',
  'pending',
  'partial',
  'partial_failed',
  'timeout',
  'timed_out',
  'unknown',
]);
const hasNotGoneOut = new Set(['failed', 'suppressed', 'error', 'skipped', 'denied', 'rejected', 'cancelled']);
const uncertainCodes = new Set(['OUTBOUND_DELIVERY_QUEUED', 'CHANNEL_PARTIAL_DELIVERY']);

/** Words of a failure after which the message may arrive all the same. */
export const uncertainWords =
  /OUTBOUND_DELIVERY_QUEUED|outcome (?:is|was|remains) unknown|unknown outcome|tim(?:ed?|ing)[ -]?out|took too long|may have completed|lost the connection|do not resend|partial(?:ly)? (?:deliver|fail|sent)/i;

/** Judges one document. What leaves the outcome open outranks a failure, and a failure outranks a message id. */
export function judgeDocument(document: JsonObject): DocumentVerdict {
  const parts = collectParts(document, 0);
  const complaint = findFirst(parts, ({ values }) => complaintOf(values));
  const retryAfterSeconds = findFirst(parts, ({ values }) => retryAfterOf(values));
  const about = {
    ...(complaint === undefined ? {} : { complaint }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
  const openness = findFirst(parts, findOpenness);
  if (openness !== undefined) return { says: 'unknown', because: openness, ...about };
  if (complaint !== undefined && uncertainWords.test(complaint)) {
    return { says: 'unknown', because: 'a time-out', ...about };
  }
  const failure = findFirst(parts, findFailure);
  if (failure !== undefined) return { says: 'failed', because: failure, ...about };
  const messageId = findFirst(parts, ({ values }) => messageIdOf(values));
  if (messageId !== undefined) return { says: 'sent', because: `message ${messageId}`, messageId };
  const { payload } = document;
  if (isRecord(payload) && payload['ok'] === true) return { says: 'sent', because: 'payload.ok:true' };
  if (Object.keys(document).length === 0) return { says: 'failed', because: 'nothing' };
  return { says: 'nothing', because: 'no delivery' };
}

/** An object in a document, and the name of the key that holds it. */
interface Part {
  name: string;
  values: JsonObject;
}

function collectParts(values: JsonObject, depth: number, name = ''): Part[] {
  if (depth > maxDepth) return [];
  const inner = containers.flatMap((key) =>
    [values[key]]
      .flat()
      .filter(isRecord)
      .flatMap((part) => collectParts(part, depth + 1, key)),
  );
  return [{ name, values }, ...inner];
}

function findFirst<T>(parts: readonly Part[], look: (part: Part) => T | undefined): T | undefined {
  for (const part of parts) {
    const found = look(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findOpenness({ name, values }: Part): string | undefined {
  if (values['sentBeforeError'] === true) return 'sentBeforeError';
  if (name === 'partialDelivery') return name;
  const { code, type, kind } = values;
  if (typeof code === 'string' && uncertainCodes.has(code)) return code;
  // The connection to the gateway broke, and not because it refused us (1008).
  if (type === 'gateway_transport_error' && kind === 'closed' && code !== 1008) return 'a lost connection';
  return findStatus(values, mayHaveGoneOut);
}

function findFailure({ name, values }: Part): string | undefined {
  for (const key of ['ok', 'success']) if (values[key] === false) return `${key}:false`;
  for (const key of ['dryRun', 'dry_run']) if (values[key] === true) return 'dry run';
  const { handledBy, error } = values;
  if (handledBy === 'silent' || handledBy === 'dry-run') return `handledBy:${handledBy}`;
  const status = findStatus(values, hasNotGoneOut);
  if (status !== undefined) return status;
  const isError = name === 'error' || (error !== undefined && error !== null && error !== false && error !== '');
  return isError ? 'error' : undefined;
}

function findStatus(values: JsonObject, wanted: ReadonlySet<string>): string | undefined {
  for (const key of ['deliveryStatus', 'status']) {
    const status = values[key];
    if (typeof status === 'string' && wanted.has(status.toLowerCase())) return `${key}:${status}`;
  }
  return undefined;
}

function complaintOf({ error, message, reason, suppressionReason, ...others }: JsonObject): string | undefined {
  const isFailure = others['ok'] === false || others['code'] !== undefined || others['type'] === 'cli_error';
  const candidates = [error, isRecord(error) ? error['message'] : undefined, suppressionReason];
  if (isFailure) candidates.push(message, reason);
  return candidates.find((each): each is string => typeof each === 'string' && each.trim() !== '')?.trim();
}

function retryAfterOf({ retryAfterMs, retry_after: retryAfter }: JsonObject): number | undefined {
  const ofMs = typeof retryAfterMs === 'number' ? toRetryAfter(retryAfterMs / 1000) : undefined;
  return ofMs ?? (typeof retryAfter === 'number' ? toRetryAfter(retryAfter) : undefined);
}

// Some of OpenClaw's channels write "unknown" where they have none.
function messageIdOf({ messageId }: JsonObject): string | undefined {
  const text = typeof messageId === 'number' || typeof messageId === 'string' ? String(messageId).trim() : '';
  return text === '' || text === 'unknown' ? undefined : text;
}
