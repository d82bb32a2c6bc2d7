import { splitHeadline } from './headline.ts';

/** A message as HTML of one element: the headline bold, everything else as it stands, line ends included. */
export function toHtml(message: string): string {
  const { headline, rest } = splitHeadline(message);
  return `${headline === undefined ? '' : `<b>${escapeHtml(headline)}</b>`}${escapeHtml(rest)}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
