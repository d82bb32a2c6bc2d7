import { splitHeadline } from './headline.ts';

/**
 * A message in Slack's own markup (mrkdwn): the headline bold, and the three characters that mean something escaped, so that
 * nothing in it becomes a link or calls anybody.
 */
export function toSlack(message: string): string {
  const { headline, rest } = splitHeadline(message);
  if (headline === undefined) return escapeSlack(rest);
  // An asterisk within would end the bold text: then it is plain.
  const shown = headline.includes('*') ? headline : `*${headline}*`;
  return `${escapeSlack(shown)}${escapeSlack(rest)}`;
}

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
