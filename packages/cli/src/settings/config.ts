/** What `config.json` says, by key; checked, and in our own units. */
export interface Config extends Readonly<Record<string, unknown>> {
  routes?: RouteEntry[];
}

/** A route as `config.json` has it, checked, and in our own units; the settings by their keys. */
export interface RouteEntry extends Readonly<Record<string, unknown>> {
  name: string;
  match: Readonly<Record<string, string | string[] | undefined>>;
  quietHours?: { start: string; end: string };
  fallback?: FallbackEntry;
}

/** The same for its fallback. */
export interface FallbackEntry extends Readonly<Record<string, unknown>> {
  after: number;
}
