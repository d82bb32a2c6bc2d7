/** Something that is wrong in `config.json` though each of its values may be right; `got` is the value to show. */
export interface CrossProblem {
  path: readonly (string | number)[];
  message: string;
  got: unknown;
}

type Keys = Readonly<Record<string, unknown>>;

/**
 * What is wrong between the values of `config.json`, all at once.
 * @param value as it was read: what else is wrong in it is told by its schema
 */
export function crossCheck(value: unknown): CrossProblem[] {
  if (!isObject(value)) return [];
  const routes = listOf(value['routes']);
  return [...checkWay(value, []), ...routes.flatMap((route, index) => checkRoute(route, index, routes))];
}

function checkRoute(route: unknown, index: number, routes: readonly unknown[]): CrossProblem[] {
  if (!isObject(route)) return [];
  const path = ['routes', index];
  const { name, fallback } = route;
  const problems = checkWay(route, path);
  if (typeof name === 'string' && routes.slice(0, index).some((other) => isObject(other) && other['name'] === name))
    problems.push({ path: [...path, 'name'], message: 'expected a name that no other route has', got: name });
  if (!isObject(fallback)) return problems;
  problems.push(...checkWay(fallback, [...path, 'fallback']));
  if (fallback['via'] === undefined && fallback['sendCommand'] === undefined)
    problems.push({ path: [...path, 'fallback'], message: 'expected "via" or "sendCommand" in it', got: fallback });
  return problems;
}

function checkWay(keys: Keys, path: readonly (string | number)[]): CrossProblem[] {
  if (keys['via'] === undefined || keys['sendCommand'] === undefined) return [];
  return [{ path: [...path, 'via'], message: 'expected "via" or "sendCommand", found both', got: keys['via'] }];
}

function isObject(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
