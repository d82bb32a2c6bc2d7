import { UsageError } from '@owner-report/spool';

/**
 * A whole number of at least `least`, or undefined when nothing was given.
 * @throws UsageError naming `where`
 */
export function toCount<T extends string | undefined>(
  given: T,
  where: string,
  least: number,
): T extends string ? number : number | undefined;
export function toCount(given: string | undefined, where: string, least: number): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,9}$/.test(given) && Number(given) >= least) return Number(given);
  throw new UsageError(`${where}: expected a whole number of at least ${least}, got ${JSON.stringify(given)}`);
}
