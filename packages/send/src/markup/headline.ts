import { readBoldLine } from '@owner-report/spool';

/** A message, its headline taken off. */
export interface SplitMessage {
  /** The bold first line without its markup; undefined where there is none. */
  headline: string | undefined;
  /** What follows it, from its line end on. */
  rest: string;
}

/** Takes the headline off a message: a first line that is bold as a whole, as the toolkit writes it. */
export function splitHeadline(message: string): SplitMessage {
  const end = message.indexOf('\n');
  const line = (end === -1 ? message : message.slice(0, end)).trimEnd();
  const bold = readBoldLine(line);
  if (bold === undefined) return { headline: undefined, rest: message };
  return { headline: bold.replaceAll('**', ''), rest: end === -1 ? '' : message.slice(end) };
}
