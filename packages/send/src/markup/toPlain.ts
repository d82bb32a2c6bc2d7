import { splitHeadline } from './headline.ts';

/** A message for a channel without markup: the headline stands there as it reads. */
export function toPlain(message: string): string {
  const { headline, rest } = splitHeadline(message);
  return `${headline ?? ''}${rest}`;
}
