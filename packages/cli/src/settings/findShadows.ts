import { coversGlob } from './glob.ts';
import { type Match, matchFields, type Route } from './route.ts';

// A route of many lists is looked at as a whole: each combination of them would be too many.
const mostAlternatives = 256;

/**
 * The routes before another one that together take all that it would, as far as their patterns tell; none when something
 * is left for it.
 * @param match of that other one; `{}` for what no route takes
 * @param earlier those that stand before it
 */
export function findShadows(match: Match, earlier: readonly Route[]): Route[] {
  const takers = alternativesOf(match).map((one) => earlier.find((route) => takesAllOf(route.match, one)));
  const known = takers.filter((taker) => taker !== undefined);
  return known.length < takers.length ? [] : [...new Set(known)];
}

/** Whether `wide` takes all that `narrow` would. */
export function takesAllOf(wide: Match, narrow: Match): boolean {
  return matchFields.every((name) => {
    const own = wide[name];
    if (own === undefined || own.some((pattern) => coversGlob(pattern, '*'))) return true;
    return narrow[name]?.every((pattern) => own.some((wider) => coversGlob(wider, pattern))) ?? false;
  });
}

// One pattern of each list, in all combinations: each may be taken by another route.
function alternativesOf(match: Match): Match[] {
  const lists = matchFields.flatMap((name) => (match[name] === undefined ? [] : [{ name, patterns: match[name] }]));
  if (lists.reduce((count, { patterns }) => count * patterns.length, 1) > mostAlternatives) return [match];
  return lists.reduce<Match[]>(
    (all, { name, patterns }) => all.flatMap((one) => patterns.map((pattern) => ({ ...one, [name]: [pattern] }))),
    [{}],
  );
}
