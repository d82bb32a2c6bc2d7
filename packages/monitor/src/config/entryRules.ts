import { toPrintableLine, toWellFormed } from '@owner-report/spool';

// What counts for an entry, however it is read: by its shape, or by the schema, which says what is wrong.

export const kinds = ['long_running_read', 'one_shot_read', 'one_shot_write'] as const;
export const ends = ['success', 'failure'] as const;
export const risks = ['read_only', 'write_local', 'write_external'] as const;

export type Kind = (typeof kinds)[number];
export type Risk = (typeof risks)[number];

/** Of an interval or a delay: 366 days. */
export const maxSeconds = 366 * 86_400;
/** Of a command: a day. */
export const maxTimeoutSeconds = 86_400;
export const maxFailAfter = 1000;
export const maxIdCharacters = 200;

export function isUsableId(id: string): boolean {
  return id !== '__proto__' && toPrintableLine(id) === id && toWellFormed(id) === id;
}
