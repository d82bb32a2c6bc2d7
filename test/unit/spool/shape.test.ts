import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';

import {
  aFlag,
  anObject,
  aNumber,
  anything,
  aText,
  fit,
  fits,
  listOf,
  looseObjectOf,
  mapOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  orElse,
  orIfAbsent,
  type Shape,
  where,
} from '../../../packages/spool/src/shape.ts';

/** A shape, and the schema of zod that is meant by it. */
type Pair = [Shape<unknown>, z.ZodType];

const leaf = fc.constantFrom<Pair>(
  [aText, z.string()],
  [aFlag, z.boolean()],
  [aNumber, z.number()],
  [mapOf(anything), z.record(z.string(), z.unknown())],
  [anObject, z.custom((value) => typeof value === 'object' && value !== null && !Array.isArray(value))],
  [oneOf(['', 'ok']), z.enum(['', 'ok'])],
  [where(aNumber, (value) => value >= 0), z.number().min(0)],
  [where(aNumber, Number.isSafeInteger), z.int()],
);

const keys = ['a', 'b', 'constructor'] as const;

const { pair } = fc.letrec<{ pair: Pair; whole: Pair }>((tie) => ({
  // What may be absent is said of a whole: of what may be absent already zod makes something of its own.
  pair: fc.oneof(
    tie('whole'),
    tie('whole').map(([shape, schema]): Pair => [nullable(shape), schema.nullable()]),
    tie('whole').map(([shape, schema]): Pair => [optional(shape), schema.optional()]),
    tie('whole').map(([shape, schema]): Pair => [nullable(optional(shape)), schema.nullish()]),
    tie('whole').map(([shape, schema]): Pair => [orElse(shape, () => 0), schema.catch(0)]),
    tie('whole').map(([shape, schema]): Pair => [optional(orElse(shape, () => 0)), schema.catch(0).optional()]),
    tie('whole').map(([shape, schema]): Pair => [orElse(shape, () => undefined), schema.optional().catch(undefined)]),
    tie('whole').map(([shape, schema]): Pair => [orIfAbsent(shape, () => 0), schema.default(0)]),
  ),
  whole: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('pair').map(([shape, schema]): Pair => [listOf(shape), z.array(schema)]),
    tie('pair').map(([shape, schema]): Pair => [mapOf(shape), z.record(z.string(), schema)]),
    fc.dictionary(fc.constantFrom(...keys), tie('pair'), { maxKeys: 3 }).chain((fields) => {
      const shapes = Object.fromEntries(Object.entries(fields).map(([key, [shape]]) => [key, shape]));
      const schemas = Object.fromEntries(Object.entries(fields).map(([key, [, schema]]) => [key, schema]));
      return fc.constantFrom<Pair>(
        [objectOf(shapes), z.object(schemas)],
        [looseObjectOf(shapes), z.looseObject(schemas)],
      );
    }),
  ),
}));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, undefined, true, false, 0, -1, 1.5, 1e20, NaN, Infinity, '', 'ok', 'x', [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...keys, 'c', '__proto__'), tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

test('a shape makes of a value what the schema of zod does, key by key', () => {
  let [right, wrong] = [0, 0];
  fc.assert(
    fc.property(pair, value, ([shape, schema], given) => {
      const read = schema.safeParse(structuredClone(given));
      expect(fits(shape, given)).toBe(read.success);
      expect(fit(shape, given)).toEqual(read.data);
      expect(JSON.stringify(fit(shape, given))).toBe(JSON.stringify(read.data));
      if (read.success) right += 1;
      else wrong += 1;
    }),
    { numRuns: 5000 },
  );
  expect(Math.min(right, wrong)).toBeGreaterThan(500);
});

test('a key such as "constructor" is absent from a map that does not have it', () => {
  expect(fit(mapOf(aText), {})?.['constructor']).toBeUndefined();
});
