/**
 * Shapes of JSON values, declared as with zod, for what a command reads each time it is run: a library that can say what is wrong
 * takes longer to make ready than most commands take for their work. A shape says no more than that something is wrong.
 */
export type Shape<T> = (value: unknown) => T | Misfit;

const misfit = Symbol('misfit');

type Misfit = typeof misfit;

/** What a shape makes of a value that fits it. */
export type Shaped<S> = S extends (value: unknown) => infer R ? Exclude<R, Misfit> : never;

/** What `shape` makes of a value, a copy as far as it knows it; undefined where it does not fit. */
export function fit<T>(shape: Shape<T>, value: unknown): T | undefined {
  const found = shape(value);
  return found === misfit ? undefined : found;
}

/** Whether a value fits. */
export function fits(shape: Shape<unknown>, value: unknown): boolean {
  return shape(value) !== misfit;
}

/** A value for which `holds`. */
export const where =
  <T>(shape: Shape<T>, holds: (value: T) => boolean): Shape<T> =>
  (value) => {
    const found = shape(value);
    return found !== misfit && holds(found) ? found : misfit;
  };

export const anything: Shape<unknown> = (value) => value;
export const aText: Shape<string> = (value) => (typeof value === 'string' ? value : misfit);
export const aFlag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : misfit);
/** A finite one. */
export const aNumber: Shape<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : misfit);
export const anObject: Shape<Record<string, unknown>> = (value) => (isRecord(value) ? value : misfit);

export const oneOf =
  <const T>(values: readonly T[]): Shape<T> =>
  (value) =>
    values.includes(value as T) ? (value as T) : misfit;

export const optional =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value) =>
    value === undefined ? undefined : shape(value);

export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value) =>
    value === null ? null : shape(value);

/** In place of what does not fit, an absent one included, what `make` gives. */
export const orElse =
  <T, U = T>(shape: Shape<T>, make: () => U): Shape<T | U> =>
  (value) => {
    const found = shape(value);
    return found === misfit ? make() : found;
  };

/** In place of an absent one, what `make` gives. */
export const orIfAbsent =
  <T>(shape: Shape<T>, make: () => T): Shape<T> =>
  (value) =>
    value === undefined ? make() : shape(value);

export const listOf =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value) => {
    if (!Array.isArray(value)) return misfit;
    const items: T[] = [];
    for (const item of value) {
      const found = shape(item);
      if (found === misfit) return misfit;
      items.push(found);
    }
    return items;
  };

/** Without a prototype: a key may be "constructor". */
export const mapOf =
  <T>(shape: Shape<T>): Shape<Record<string, T>> =>
  (value) => {
    if (!isRecord(value)) return misfit;
    const entries = Object.create(null) as Record<string, T>;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__') continue;
      const found = shape(inner);
      if (found === misfit) return misfit;
      entries[key] = found;
    }
    return entries;
  };

type Fields = Record<string, Shape<unknown>>;

type OptionalKey<F extends Fields> = { [K in keyof F]: undefined extends Shaped<F[K]> ? K : never }[keyof F];

type Flat<T> = { [K in keyof T]: T[K] };

/** The object that such fields make. What may be undefined may be absent. */
type ObjectOf<F extends Fields> = Flat<
  { [K in Exclude<keyof F, OptionalKey<F>>]: Shaped<F[K]> } & { [K in OptionalKey<F>]?: Shaped<F[K]> }
>;

/** An object with these fields; others are left out. */
export const objectOf =
  <F extends Fields>(fields: F): Shape<ObjectOf<F>> =>
  (value) =>
    isRecord(value) ? (readFields(fields, value) as ObjectOf<F> | Misfit) : misfit;

/** The same with all other fields as they stand there. */
export const looseObjectOf =
  <F extends Fields>(fields: F): Shape<Flat<ObjectOf<F> & Record<string, unknown>>> =>
  (value) => {
    if (!isRecord(value)) return misfit;
    const found = readFields(fields, value);
    if (found === misfit) return misfit;
    for (const key of Object.keys(value))
      if (key !== '__proto__' && !Object.hasOwn(fields, key)) found[key] = value[key];
    return found as Flat<ObjectOf<F> & Record<string, unknown>>;
  };

function readFields(fields: Fields, value: Record<string, unknown>): Record<string, unknown> | Misfit {
  const object: Record<string, unknown> = {};
  for (const key in fields) {
    const found = (fields[key] as Shape<unknown>)(value[key]);
    if (found === misfit) return misfit;
    if (found !== undefined || Object.hasOwn(value, key)) object[key] = found;
  }
  return object;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
