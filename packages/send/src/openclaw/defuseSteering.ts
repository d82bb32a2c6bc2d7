const zeroWidthSpace = '\u200B';

// Each with the place behind which the invisible character goes.
const steering: readonly RegExp[] = [
  // Uploads the file that is named, from this machine.
  /^\s*MEDIA(?=:)/gim,
  // Directives, such as [[reply_to_current]] and [[audio_as_voice]].
  /\[(?=\[)/g,
  // Taken out, or the whole message with it.
  /\b(?:NO|HEARTBEAT)(?=_(?:REPLY|OK)\b)/g,
  // Taken for a tag of HTML, and lost.
  /<(?=[/!?]?[a-z]|!--)/gi,
];

/**
 * Breaks what OpenClaw would take for an order, or lose, in the text of a message: `MEDIA:` at the start of a line, `[[`,
 * NO_REPLY, and `<` before what could be a tag. It still reads the same.
 */
export function defuseSteering(text: string): string {
  return steering.reduce((safe, pattern) => safe.replace(pattern, (found) => `${found}${zeroWidthSpace}`), text);
}
