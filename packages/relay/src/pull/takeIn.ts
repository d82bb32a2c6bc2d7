import {
  appendDelivery,
  digestOf,
  enqueue,
  formatReport,
  type Home,
  InvalidReportError,
  keepAside,
  messageOf,
  timeOfReportId,
} from '@owner-report/spool';

import { fitHostName } from '../message/hostName.ts';
import { type FoundReport, readRelayMessage } from '../message/readRelayMessage.ts';

/** What became of a message at the hub. Each time what it says is on the disk of the hub. */
export interface TakenIn {
  event: 'enqueued' | 'already-there' | 'held';
  host: string;
  report_id: string;
  path: string;
  /** Why it was put aside. */
  reason?: string;
}

/** A message as it came, see readRelayMessage. */
type Message = Parameters<typeof readRelayMessage>[0];

/**
 * Takes a message into a home.
 *
 * Guarantee: when this returns, its report survives a power cut, and the message is not needed any more; the same message again
 * changes nothing. What is no report, or has the id of another, goes to `held/`, and blocks nobody.
 * @throws IoError, CannotCreateError
 */
export function takeIn(home: Home, message: Message, now: Date): TakenIn {
  const found = readRelayMessage(message);
  if (found.kind === 'unreadable') {
    const name = `relay-${fitHostName(found.host) ?? 'unknown'}-${digestOf(message.payload).slice(0, 32)}`;
    return hold(home, { name, host: found.host, bytes: message.payload, reason: found.reason }, now);
  }
  return enqueueOrHold(home, found, now);
}

function enqueueOrHold(home: Home, found: Extract<FoundReport, { kind: 'report' }>, now: Date): TakenIn {
  const { host, report, queuedMs } = found;
  // What has a time in its id has its place by that.
  const mtimeMs = timeOfReportId(report.report_id) === undefined ? queuedMs : undefined;
  try {
    const { outcome: event, id, path } = enqueue(home, report, { mtimeMs });
    return { event, host, report_id: id, path };
  } catch (error) {
    if (!(error instanceof InvalidReportError)) throw error;
    const bytes = Buffer.from(formatReport(report));
    return hold(home, { name: report.report_id, host, bytes, reason: messageOf(error) }, now);
  }
}

function hold(
  home: Home,
  aside: { name: string; host: string; bytes: Uint8Array; reason: string },
  now: Date,
): TakenIn {
  const { name, host, bytes, reason } = aside;
  const path = keepAside(home, name, bytes);
  appendDelivery(home, { event: 'held', report_id: name, reason }, now);
  return { event: 'held', host, report_id: name, path, reason };
}
