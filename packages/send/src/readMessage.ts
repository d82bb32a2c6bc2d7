import { isTerminal, readToEnd, type Talk } from '@owner-report/cli';
import { channelLimit, fitMessage } from '@owner-report/spool';

// No channel takes more. What follows is read all the same, for the sake of who writes it.
const maxBytes = 1024 * 1024;

/** The message on stdin; OWNER_REPORT_MESSAGE where stdin is empty, because a command before this one has read it. */
export function readMessage(talk: Talk, environment: NodeJS.ProcessEnv): string {
  if (isTerminal(0)) talk.note('Reading the message from stdin; end it with Ctrl-D.');
  const kept: Buffer[] = [];
  let room = maxBytes;
  readToEnd(0, (chunk) => {
    if (room > 0) kept.push(Buffer.from(chunk.subarray(0, room)));
    room -= chunk.length;
  });
  const text = Buffer.concat(kept).toString('utf8').trimEnd();
  return text === '' ? (environment['OWNER_REPORT_MESSAGE'] ?? '').trimEnd() : text;
}

/** The message in a length that the channel takes. One that the driver has fitted to this channel stays as it is. */
export function fitToChannel(message: string, id: string, channel: string, environment: NodeJS.ProcessEnv): string {
  const isFitted = environment['OWNER_REPORT_ID'] !== undefined && environment['OWNER_REPORT_CHANNEL'] === channel;
  return isFitted ? message : fitMessage(message, id, channelLimit(channel, undefined));
}
