/** A value of an unknown front-matter key: text, or lists and maps of text. */
export type ExtraValue = string | ExtraValue[] | { [key: string]: ExtraValue };

/** The fields of a report that have a meaning to us, in the order in which they are written. */
export const fieldNames = [
  'report_id',
  'created_at',
  'team',
  'worker',
  'task_id',
  'progress',
  'status',
  'source',
  'done',
  'next',
] as const;

export type FieldName = (typeof fieldNames)[number];

/**
 * One report. Every field is text, exactly as written in the front matter; an absent one is ''. `body` is all that
 * stands below the closing fence, byte for byte.
 */
export type Report = Record<FieldName, string> & {
  extra: Record<string, ExtraValue>;
  body: string;
};
