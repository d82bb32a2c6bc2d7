import { dropUnsafe } from './terminal.ts';

/** The longest id of a message that is kept, in UTF-16 units. */
export const longestMessageId = 256;

/** Whether a text can be the id that a channel gave a message: one word that is not long and can be printed. */
export function isMessageId(text: string): boolean {
  return text !== '' && text.length <= longestMessageId && !/\s/.test(text) && dropUnsafe(text) === text;
}
