import type { FieldName } from '@owner-report/spool';

import type { Sending } from './resolveSettings.ts';
import { defaultLaneName, type Lane } from './route.ts';
import { routeOf } from './routeOf.ts';

/** The lanes of a home, in the order in which they are served: that of what no route takes is the last. */
export function lanesOf({ settings, routes }: Sending): Lane[] {
  return [...routes, defaultLane({ settings })];
}

/**
 * The lane of a report.
 * @param fields undefined where they cannot be told: an invalid report goes the default way
 */
export function laneOf(fields: Readonly<Record<FieldName, string>> | undefined, sending: Sending): Lane {
  const route = fields === undefined ? undefined : routeOf(fields, sending.routes);
  return route ?? defaultLane(sending);
}

/** The lane of this name; the default one where none has it. */
export function laneNamed(name: string | undefined, sending: Sending): Lane {
  const route = sending.routes.find((one) => one.name === name);
  return route ?? defaultLane(sending);
}

/** What there is to say where a flag or variable outranks the routes; undefined where none does. */
export function describeOutranked({ outrankedBy: flag }: Sending): string | undefined {
  return flag === undefined
    ? undefined
    : `--${flag} is given, by flag or variable, and counts for every report: the routes of config.json do not`;
}

/** Where the settings of a lane stand in `config.json`, in words. @param name of the lane */
export function placeOfLane(name: string): string {
  const top = 'at the top level';
  return name === defaultLaneName ? top : `in the route "${name}" or ${top}`;
}

function defaultLane({ settings }: Pick<Sending, 'settings'>): Lane {
  return { name: defaultLaneName, settings };
}
