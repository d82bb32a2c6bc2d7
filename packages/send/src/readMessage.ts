import { StringDecoder } from 'node:string_decoder';

import { isTerminal, readToEnd, type Talk } from '@owner-report/cli';

import { TextRest } from './textRest.ts';

// No channel takes more. What follows is read all the same, for the sake of who writes it, and counted.
const maxBytes = 1024 * 1024;

/** The message as it was given. */
export interface Message {
  /** At most 1 MiB of it. */
  text: string;
  /** What follows that. */
  rest: TextRest;
}

/** The message on stdin; OWNER_REPORT_MESSAGE where stdin is empty, because a command before this one has read it. */
export function readMessage(talk: Talk, environment: NodeJS.ProcessEnv): Message {
  if (isTerminal(0)) talk.note('Reading the message from stdin; end it with Ctrl-D.');
  const { text, rest } = readStdin();
  // The blanks behind a message are no part of it.
  const own = rest.isEmpty() ? text.trimEnd() : text;
  return { text: own === '' ? (environment['OWNER_REPORT_MESSAGE'] ?? '').trimEnd() : own, rest };
}

function readStdin(): Message {
  const decoder = new StringDecoder('utf8');
  const rest = new TextRest();
  let text = '';
  let room = maxBytes;
  readToEnd(0, (chunk) => {
    const kept = chunk.subarray(0, room);
    room -= kept.length;
    text += decoder.write(kept);
    if (kept.length < chunk.length) rest.add(decoder.write(chunk.subarray(kept.length)));
  });
  const torn = decoder.end();
  if (room > 0) text += torn;
  else rest.add(torn);
  return { text, rest };
}
