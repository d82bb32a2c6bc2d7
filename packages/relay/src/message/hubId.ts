import { digestOf } from '@owner-report/spool';

const longest = 128;
const digestLength = 16;

/**
 * Id at the hub of a report that has an id on a host. It begins as that one does, so that it has the same place in the queue.
 * Guarantee: reports of two hosts, or two of one host, never get the same one; a long one is told by a digest.
 */
export function hubIdOf(host: string, id: string): string {
  const whole = `${id}_${host}`;
  if (whole.length <= longest) return whole;
  const digest = digestOf(Buffer.from(whole)).slice(0, digestLength);
  return `${whole.slice(0, longest - digestLength - 1)}-${digest}`;
}
