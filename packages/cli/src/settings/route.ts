import { type FieldName, fieldNames } from '@owner-report/spool';

import type { QuietHours } from './quietHours.ts';
import type { Settings } from './settingsTable.ts';

/** Fields of a report by which a route may choose: all that are the sender's own words. */
export const matchFields = fieldNames.filter((name) => name !== 'report_id' && name !== 'created_at');

/** What a route asks of a report: of each field that is named, one of the patterns must hold. */
export type Match = Partial<Record<FieldName, readonly string[]>>;

/** How the reports of one lane are sent. */
export interface Lane {
  /** Name of its route; `default` for what no route takes. */
  name: string;
  settings: Settings;
  /** Where an attempt goes after so many definite failures in a row. */
  fallback?: { after: number; settings: Settings };
  /** When what is routine waits. */
  quietHours?: QuietHours;
}

/** A lane, and what it takes. */
export interface Route extends Lane {
  match: Match;
}

/** Name of the lane of what no route takes. */
export const defaultLaneName = 'default';
