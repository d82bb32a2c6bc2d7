import { digestOf } from '@owner-report/spool';

import { subjectOf } from './subject.ts';

/** Version of the form of a message. A hub takes no other. */
export const messageSchema = '1';

/** Headers of a message. `messageId` and `stream` are for the broker, the others for the hub. */
export const headerNames = {
  messageId: 'Nats-Msg-Id',
  stream: 'Nats-Expected-Stream',
  schema: 'Owner-Report-Schema',
  id: 'Owner-Report-Id',
  queued: 'Owner-Report-Queued',
} as const;

/** One report on its way to the hub. */
export interface RelayMessage {
  subject: string;
  headers: Readonly<Record<string, string>>;
  /** The file of the report, byte for byte. */
  payload: Uint8Array;
}

/**
 * The message of a report.
 * @param queuedMs its place in the queue of its host where its id does not say it, Unix milliseconds
 * @param stream the one that must take it
 */
export function composeRelayMessage(
  host: string,
  report: { id: string; bytes: Uint8Array; queuedMs: number },
  stream: string,
): RelayMessage {
  const { id, bytes, queuedMs } = report;
  return {
    subject: subjectOf(host),
    headers: {
      // Of the content, too: a report that was edited after a failure is another message.
      [headerNames.messageId]: `${host}/${id}/${digestOf(bytes).slice(0, 32)}`,
      [headerNames.stream]: stream,
      [headerNames.schema]: messageSchema,
      [headerNames.id]: id,
      [headerNames.queued]: new Date(queuedMs).toISOString(),
    },
    payload: bytes,
  };
}
