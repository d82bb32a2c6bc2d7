import type { Invocation } from '@owner-report/cli';

import { commonOptions } from './options.ts';

/** The fields that the command line gives to any report, for a hint that repeats them. */
export function givenFields({ flags, list }: Invocation): Record<string, string | boolean | string[] | undefined> {
  const taken = Object.entries(flags).filter(([name]) => Object.hasOwn(commonOptions, name));
  const field = list('field');
  return { ...Object.fromEntries(taken), ...(field.length === 0 ? {} : { field }) };
}
