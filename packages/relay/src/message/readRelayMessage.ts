import { decodeUtf8, formatReport, isReportId, messageOf, parseReport, type Report } from '@owner-report/spool';

import { isHostName } from './hostName.ts';
import { toHubReport } from './hubReport.ts';
import { headerNames, messageSchema } from './relayMessage.ts';
import { hostOfSubject } from './subject.ts';

/** What a hub finds in a message: a report in the hub's form, or why there is none. */
export type FoundReport =
  | { kind: 'report'; host: string; report: Report; queuedMs: number | undefined }
  | { kind: 'unreadable'; host: string; reason: string };

/** A message as it came. */
interface Received {
  subject: string;
  /** '' for a header that is not there. */
  header: (name: string) => string;
  payload: Uint8Array;
}

// A file cannot have just any time.
const latestMs = Date.UTC(2100, 0);

/** Reads a message. It believes the subject, which the broker has checked, and of the headers only what can do no harm. */
export function readRelayMessage({ subject, header, payload }: Received): FoundReport {
  const host = hostOfSubject(subject);
  const unreadable = (reason: string): FoundReport => ({ kind: 'unreadable', host, reason });
  if (!isHostName(host)) return unreadable(`expected the name of a host in its subject, found ${JSON.stringify(host)}`);
  const schema = header(headerNames.schema);
  if (schema !== messageSchema) return unreadable(describeSchema(schema));
  const id = header(headerNames.id);
  if (!isReportId(id)) return unreadable(`expected a report id in ${headerNames.id}, found ${JSON.stringify(id)}`);
  try {
    const report = toHubReport(host, parseReport(decodeUtf8(payload), id, `the message of ${host}`));
    // What the queue could not hold.
    formatReport(report);
    return { kind: 'report', host, report, queuedMs: readTime(header(headerNames.queued)) };
  } catch (error) {
    return unreadable(messageOf(error));
  }
}

function describeSchema(schema: string): string {
  const newer = Number(schema) > Number(messageSchema) ? ' of a newer version: upgrade the hub' : '';
  return `expected ${headerNames.schema} ${messageSchema}, found ${JSON.stringify(schema)}${newer}`;
}

function readTime(text: string): number | undefined {
  const time = Date.parse(text);
  return time >= 0 && time < latestMs ? time : undefined;
}
