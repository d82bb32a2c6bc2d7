import { type FieldName, type Status } from '@owner-report/spool';

import { matchesGlob } from './glob.ts';
import { findQuietEnd, isQuiet } from './quietHours.ts';
import { type Lane, type Match, matchFields, type Route } from './route.ts';

type Fields = Readonly<Record<FieldName, string>>;

/** The first route that takes a report; undefined when none does: it goes the default way. */
export function routeOf(fields: Fields, routes: readonly Route[]): Route | undefined {
  return routes.find(({ match }) => matches(fields, match));
}

function matches(fields: Fields, match: Match): boolean {
  return matchFields.every((name) => match[name]?.some((pattern) => matchesGlob(pattern, fields[name])) ?? true);
}

const routine: ReadonlySet<string> = new Set<Status>(['normal', 'done']);

/** Whether quiet hours can hold a report of this status back. */
export function isRoutine(status: string): boolean {
  return routine.has(status);
}

/**
 * Whether the quiet hours of its lane hold a report back. Nothing of it is remembered: a clock that jumps holds nothing
 * longer than while it shows those hours.
 */
export function isHeldBack({ status }: Pick<Fields, 'status'>, { quietHours }: Lane, now: Date): boolean {
  return quietHours !== undefined && isRoutine(status) && isQuiet(quietHours, now);
}

/** When the quiet hours of a lane end; undefined when none hold now. */
export function findQuietUntil({ quietHours }: Lane, now: Date): Date | undefined {
  return quietHours !== undefined && isQuiet(quietHours, now) ? findQuietEnd(quietHours, now) : undefined;
}
