import { findShadows, type Lane, lanesOf, type Sending } from '@owner-report/cli';

/** The lanes that a report can come to: no earlier routes take all that they would. */
export function lanesInUse(sending: Sending): Lane[] {
  const { routes } = sending;
  return lanesOf(sending).filter(
    (_lane, index) => findShadows(routes[index]?.match ?? {}, routes.slice(0, index)).length === 0,
  );
}

/** All send commands that may be run, those of fallbacks too, each once. */
export function commandsInUse(sending: Sending): string[] {
  const settings = lanesInUse(sending).flatMap((lane) => [lane.settings, lane.fallback?.settings ?? []].flat());
  return [...new Set(settings.flatMap(({ sendCommand }) => sendCommand ?? []))];
}
