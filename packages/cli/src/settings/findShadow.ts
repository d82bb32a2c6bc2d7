import { coversGlob } from './glob.ts';
import { type Match, matchFields, type Route } from './route.ts';

/** The route before `route` that takes all that it would take, as far as their patterns tell; undefined when none does. */
export function findShadow(route: Route, routes: readonly Route[]): Route | undefined {
  return routes.slice(0, routes.indexOf(route)).find((earlier) => takesAllOf(earlier.match, route.match));
}

function takesAllOf(wide: Match, narrow: Match): boolean {
  return matchFields.every((name) => {
    const own = wide[name];
    if (own === undefined || own.some((pattern) => coversGlob(pattern, '*'))) return true;
    return narrow[name]?.every((pattern) => own.some((wider) => coversGlob(wider, pattern))) ?? false;
  });
}
