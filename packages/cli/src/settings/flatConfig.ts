import type { Config } from './config.ts';
import { crossCheck } from './crossChecks.ts';
import { settingRows } from './settingsTable.ts';
import { asItIs, checkOf, isText, type ValueCheck } from './valueCheck.ts';

/** What each key of `config.json` takes at its top level, routes aside; all are optional. */
export const flatKeys: ReadonlyMap<string, ValueCheck<unknown>> = new Map([
  ['$schema', checkOf('expected text', isText, [], asItIs)],
  ...settingRows.map(([, { key, type }]) => [key, type.check] as const),
]);

/**
 * What a `config.json` says that has no routes and no faults, as most have. Undefined for any other: what is to be said of
 * that needs its schema.
 * @param value as it was read
 */
export function readFlatConfig(value: unknown): Config | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const config: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) {
    const checked = flatKeys.get(key)?.(held);
    if (checked === undefined || 'faults' in checked) return undefined;
    config[key] = checked.value;
  }
  return crossCheck(value).length === 0 ? config : undefined;
}
