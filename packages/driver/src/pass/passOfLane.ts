import type { Lane } from '@owner-report/cli';

import type { Pass } from './pass.ts';

/** The same pass, at the reports of one lane: the settings of that one count, and the log names it. */
export function passOfLane(pass: Pass, lane: Lane): Pass {
  return { ...logRoute(pass, lane.name), settings: lane.settings, lane };
}

/** The same pass, for what was begun by a lane of an earlier one: what counted there still does. */
export function passOfBegun(pass: Pass, begun: BegunByLane | undefined): Pass {
  if (begun === undefined) return pass;
  const { route, holdAfter } = begun;
  return { ...logRoute(pass, route), settings: { ...pass.settings, holdAfter } };
}

/** What an attempt keeps of its lane. */
interface BegunByLane {
  route: string;
  holdAfter: number;
}

function logRoute(pass: Pass, route: string): Pass {
  return { ...pass, log: ({ event, report_id, ...facts }) => pass.log({ event, report_id, route, ...facts }) };
}
