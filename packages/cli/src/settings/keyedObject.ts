import * as z from 'zod/mini';

/**
 * An object with these keys and no others. The message of a key that is not known is the list of those that are.
 * @param expected the message for what is no object
 */
export function keyedObject<const T extends z.core.$ZodLooseShape>(
  shape: T,
  expected: string,
): z.ZodMiniObject<T, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? known : expected) });
}
