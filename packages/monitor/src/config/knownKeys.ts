import type { KnownKeys } from './problem.ts';
import { defaultsSchema, fileSchema, jobSchema } from './schema.ts';

/** The keys of the file that are known, read off its schema. */
export const knownKeys = {
  file: { ...namesOf(fileSchema.shape) },
  defaults: keysBelow(defaultsSchema) as KnownKeys,
  job: keysBelow(jobSchema) as KnownKeys,
};

function namesOf(shape: object): KnownKeys {
  return Object.fromEntries(Object.keys(shape).map((key) => [key, true]));
}

interface Definition {
  type: string;
  shape?: Record<string, Schema>;
  innerType?: Schema;
  element?: Schema;
  options?: Schema[];
}

interface Schema {
  def: unknown;
}

function keysBelow(schema: Schema): KnownKeys | true {
  const def = schema.def as Definition;
  if (def.shape !== undefined)
    return Object.fromEntries(Object.entries(def.shape).map(([key, below]) => [key, keysBelow(below)]));
  const inner = def.innerType ?? def.element;
  if (inner !== undefined) return keysBelow(inner);
  return def.options?.map(keysBelow).find((keys) => keys !== true) ?? true;
}
