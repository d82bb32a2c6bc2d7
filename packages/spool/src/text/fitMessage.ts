import { closeBoldLine } from './boldLine.ts';
import type { ChannelLimit } from './channelLimit.ts';
import { cutBefore } from './graphemes.ts';
import { findOpenFence } from './openFence.ts';

// Linux takes 131,072 bytes for one variable with its name, `=` and NUL: OWNER_REPORT_MESSAGE leaves this.
const maxEnvironmentBytes = 131_050;

/**
 * The text in one piece that the channel takes. A longer one is cut at the end of a line, or within one where a line
 * end would leave less than half of what there is room for; an open code fence or headline is closed, and the last line says
 * how much is missing of which report. What was cut for a wider limit before counts as missing, too.
 * @param rest how much follows the text, in the channel's unit
 */
export function fitMessage(message: string, id: string, limit: ChannelLimit, rest = 0): string {
  const fits = (candidate: string) =>
    limit.measure(candidate) <= limit.max &&
    Buffer.byteLength(candidate) <= maxEnvironmentBytes &&
    (limit.maxLines === undefined || candidate.split('\n').length <= limit.maxLines);
  if (rest === 0 && fits(message)) return message;
  const { text, missing } = takeOffNote(message, id, limit);
  const total = limit.measure(text) + missing + rest;
  const note = (kept: string) => `\n[cut: ${total - limit.measure(kept)} more ${limit.unit} in report ${id}]`;
  const close = (kept: string) => {
    const fence = findOpenFence(kept);
    return fence === undefined ? closeBoldLine(kept, text) : `${kept}\n${fence}`;
  };
  const cut = (kept: string) => close(kept) + note(kept);
  const kept = cutToLine(
    text,
    longestPrefix(text, (prefix) => fits(cut(prefix))),
  );
  const fitted = cut(kept);
  // A limit too small even for the note: then as much of the text as there is room for.
  return fits(fitted)
    ? fitted
    : close(
        text.slice(
          0,
          longestPrefix(text, (prefix) => fits(close(prefix))),
        ),
      );
}

// A message that was cut by the same unit for this report.
function takeOffNote(message: string, id: string, { unit }: ChannelLimit): { text: string; missing: number } {
  const start = message.lastIndexOf('\n[cut: ');
  const note = start === -1 ? undefined : /^\n\[cut: (\d+) more (.+) in report (\S+)\]$/.exec(message.slice(start));
  const isOurs = note != null && note[2] === unit && note[3] === id;
  return isOurs ? { text: message.slice(0, start), missing: Number(note[1]) } : { text: message, missing: 0 };
}

// Binary search for the longest prefix, in UTF-16 units, that passes and divides no character.
function longestPrefix(text: string, passes: (prefix: string) => boolean): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (passes(text.slice(0, cutBefore(text, middle)))) low = middle;
    else high = middle - 1;
  }
  return cutBefore(text, low);
}

// The last line end, unless that would throw away most of what there is room for: a long paragraph is cut within.
function cutToLine(text: string, length: number): string {
  const prefix = text.slice(0, length);
  if (text[length] === '\n') return prefix;
  const lineEnd = prefix.lastIndexOf('\n');
  return lineEnd > length / 2 ? prefix.slice(0, lineEnd) : prefix;
}
