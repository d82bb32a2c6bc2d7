/** What config.json holds for a key, in our own units; or what is expected there and is not so, in words. */
type Checked<T> = { value: T } | { faults: string[] };

/** Checks what config.json holds, and turns it into a T. */
export type ValueCheck<T> = (value: unknown) => Checked<T>;

/** What is expected of a value, in words, and whether that is so. */
export type Rule<V> = readonly [expected: string, holds: (value: V) => boolean];

/**
 * A check of one type and some rules. All rules that do not hold are told.
 * @param expected the message for what is not of that type
 * @param is whether it is
 * @param read makes a T of a right value
 */
export function checkOf<V, T>(
  expected: string,
  is: (value: unknown) => value is V,
  rules: readonly Rule<V>[],
  read: (value: V) => T,
): ValueCheck<T> {
  return (value) => {
    if (!is(value)) return { faults: [expected] };
    const faults = rules.filter(([, holds]) => !holds(value)).map(([rule]) => rule);
    return faults.length === 0 ? { value: read(value) } : { faults };
  };
}

/** For a value that counts as it stands there. */
export const asItIs = <T>(value: T): T => value;

export const isText = (value: unknown): value is string => typeof value === 'string';
