import * as z from 'zod/mini';

import type { ValueType } from './valueTypes.ts';

/** The check of a kind of value as a schema, with the same messages. */
export function schemaOf<T>({ check }: Pick<ValueType<T>, 'check'>): z.ZodMiniType<T> {
  return z.pipe(
    z.unknown(),
    z.transform((input, { issues }): T => {
      const checked = check(input);
      if ('value' in checked) return checked.value;
      issues.push(...checked.faults.map((message) => ({ code: 'custom' as const, message, input })));
      return z.NEVER;
    }),
  );
}
