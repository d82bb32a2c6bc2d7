/** An object of JSON. */
export type JsonObject = Record<string, unknown>;

/** Whether a value of JSON is an object: no list, not null. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
