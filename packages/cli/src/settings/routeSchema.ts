import * as z from 'zod/mini';

import { keyedObject } from './keyedObject.ts';
import { defaultLaneName, matchFields } from './route.ts';
import { schemaOf } from './schemaOf.ts';
import type { Setting } from './setting.ts';
import { settingRows } from './settingsTable.ts';
import { isTimeOfDay } from './timeOfDay.ts';
import { count } from './valueTypes.ts';

// What counts for a pass as a whole.
const ofAPass: ReadonlySet<string> = new Set(['maxCount', 'pingUrl', 'pingMaxAgeSeconds']);
// Nor has a route what counts for the producer, and for the relay.
const isOfARoute = ({ key, of }: Setting<unknown>) => !ofAPass.has(key) && of !== 'report' && of !== 'relay';

const nameForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** `routes` of `config.json`, entry by entry. A function: few homes have any. */
export function routesSchema() {
  return z.array(routeSchema(), 'expected a list of routes');
}

function routeSchema() {
  return keyedObject(
    {
      name: z.string('expected a name').check(
        z.regex(nameForm, 'expected a name of at most 32 letters, digits, "-" and "_"'),
        z.refine((name) => name !== defaultLaneName, `expected another name than that of the default way`),
      ),
      match: matchSchema(),
      ...keysOf(isOfARoute),
      quietHours: z.optional(quietHoursSchema()),
      fallback: z.optional(fallbackSchema()),
    },
    'expected an object',
  );
}

function matchSchema() {
  const expected = 'expected a pattern, or a list of patterns';
  const pattern = z.string(expected);
  const patterns = z.union([pattern, z.array(pattern).check(z.minLength(1, expected))], expected);
  return keyedObject(
    Object.fromEntries(matchFields.map((name) => [name, z.optional(patterns)])),
    'expected an object such as {"status": ["alert", "blocked"]}, or {} for all reports',
  );
}

function quietHoursSchema() {
  const expected = 'expected a time of day such as "23:00"';
  const time = z.string(expected).check(z.refine(isTimeOfDay, expected));
  return keyedObject({ start: time, end: time }, 'expected {"start": "HH:MM", "end": "HH:MM"}');
}

function fallbackSchema() {
  const way: ReadonlySet<string> = new Set(['sendCommand', 'via', 'channel', 'target']);
  return keyedObject({ after: schemaOf(count(1)), ...keysOf(({ key }) => way.has(key)) }, 'expected an object');
}

function keysOf(isOne: (row: Setting<unknown>) => boolean): Record<string, z.ZodMiniOptional<z.ZodMiniType>> {
  const rows = settingRows.filter(([, row]) => isOne(row));
  return Object.fromEntries(rows.map(([, { key, type }]) => [key, z.optional(schemaOf(type))]));
}
