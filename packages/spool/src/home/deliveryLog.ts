import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { errnoOf } from '../errors.ts';
import { isTime } from '../text/isTime.ts';
import { schemaVersion } from '../version.ts';
import { appendJsonLine } from './appendJsonLine.ts';
import { cannotList } from './cannotList.ts';
import type { Home } from './home.ts';
import { openPlain } from './openPlain.ts';

/** What happened to a report; see docs/delivery.md for each field. */
export interface DeliveryEvent {
  event: 'sent' | 'failed' | 'rejected' | 'unknown' | 'held' | 'released' | 'discarded';
  report_id: string;
  /** Lane that it went by, where `config.json` has routes. */
  route?: string;
  /** This attempt went to the fallback of its route. */
  fallback?: boolean;
  /** 1 for the first attempt; absent for moves. */
  attempt?: number;
  exit_code?: number;
  signal?: string;
  duration_ms?: number;
  maybe_duplicate?: boolean;
  /** It failed, and may have arrived all the same, where it is known again. */
  maybe_sent?: boolean;
  /** Committed from the receipt of an attempt whose driver had died; nothing was sent now. */
  recovered?: boolean;
  reason?: string;
  /** Last bytes of the send command's output, secrets redacted. */
  output?: string;
  /** What the channel calls the message, as the send command has told. */
  message_id?: string;
  retry_at?: string;
}

/** A line of `deliveries.jsonl`. */
export type DeliveryLine = DeliveryEvent & { schemaVersion: number; at: string };

/** Appends one event. The log is for people: the state of a report never depends on it. */
export function appendDelivery(home: Home, event: DeliveryEvent, now: Date): void {
  appendJsonLine(home.deliveries, { schemaVersion, at: now.toISOString(), ...event } satisfies DeliveryLine);
}

/** Paths of the rotated logs, `deliveries-<time>.jsonl`, oldest first. @throws IoError where the home cannot be listed */
export function listRotatedLogs(home: Home): string[] {
  return readNames(home.dir)
    .filter((name) => /^deliveries-\d{8}T\d{9}Z\.jsonl$/.test(name))
    .sort()
    .map((name) => join(home.dir, name));
}

function readNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw cannotList(dir, error);
  }
}

/** Opens a log to read it; undefined where it is not there. @throws a system error, NotPlainError */
export function openLog(path: string): number | undefined {
  try {
    return openPlain(path).descriptor;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

// What each field of a line must be. The log can be edited by hand, and is read by a loop over hundreds of thousands of
// lines: a schema of zod takes several times as long.
const types = {
  event: 'string',
  report_id: 'string',
  at: 'string',
  schemaVersion: 'number',
  route: 'string',
  fallback: 'boolean',
  attempt: 'number',
  exit_code: 'number',
  signal: 'string',
  duration_ms: 'number',
  maybe_duplicate: 'boolean',
  maybe_sent: 'boolean',
  recovered: 'boolean',
  reason: 'string',
  output: 'string',
  message_id: 'string',
  retry_at: 'string',
} as const satisfies Record<keyof DeliveryLine, string>;

const required: ReadonlySet<string> = new Set(['event', 'report_id', 'at']);

const fieldTypes = Object.entries(types);

/** The event of a line; none where it is torn, or no line of ours: a field of another type, a time that is none. */
export function parseDeliveryLine(line: string): DeliveryLine[] {
  try {
    const value: unknown = JSON.parse(line);
    return isDeliveryLine(value) ? [value] : [];
  } catch {
    return [];
  }
}

function isDeliveryLine(value: unknown): value is DeliveryLine {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const isFitting = fieldTypes.every(([name, type]) =>
    fields[name] === undefined ? !required.has(name) : typeof fields[name] === type,
  );
  return isFitting && isTime(fields['at'] as string);
}
