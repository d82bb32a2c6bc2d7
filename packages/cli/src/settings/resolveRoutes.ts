import type { FallbackEntry, RouteEntry } from './config.ts';
import { type Level, mergeLevels, readKeys, toLevel } from './levels.ts';
import type { Lane, Match, Route } from './route.ts';
import type { Settings } from './settingsTable.ts';

/** What counts above a route, what counts below it, and what counts where nothing is said. */
interface Surroundings {
  given: Level;
  below: readonly Level[];
  defaults: Settings;
}

/** The routes with all their settings: what one leaves out comes from the top level. */
export function resolveRoutes(entries: readonly RouteEntry[], around: Surroundings): Route[] {
  return entries.map((entry) => {
    const own = toLevel(readKeys(entry));
    const settings = mergeLevels([around.given, own, ...around.below], around.defaults);
    const lane: Lane = { name: entry.name, settings };
    if (entry.quietHours !== undefined) lane.quietHours = entry.quietHours;
    if (entry.fallback !== undefined) lane.fallback = resolveFallback(entry.fallback, settings);
    return { ...lane, match: readMatch(entry) };
  });
}

function resolveFallback({ after, ...keys }: FallbackEntry, own: Settings): NonNullable<Lane['fallback']> {
  const { said, channelOfCommand } = toLevel(readKeys(keys));
  const channel = said.channel ?? channelOfCommand ?? own.channel;
  // A target belongs to its channel: the number of a chat is no address for a mail.
  const target = said.target ?? (channel === own.channel ? own.target : '');
  return { after, settings: { ...own, sendCommand: said.sendCommand, channel, target } };
}

function readMatch({ match }: RouteEntry): Match {
  return Object.fromEntries(
    Object.entries(match).map(([name, patterns]) => [name, typeof patterns === 'string' ? [patterns] : patterns]),
  ) as Match;
}
