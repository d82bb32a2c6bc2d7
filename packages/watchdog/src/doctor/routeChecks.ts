import {
  describeOutranked,
  findShadow,
  type Lane,
  lanesOf,
  matchesGlob,
  type Route,
  type Sending,
} from '@owner-report/cli';
import { statuses } from '@owner-report/spool';

import { fail, type Finding, joinFindings, ok, warn } from '../finding.ts';

/** Judges one send command; an empty list when nothing is wrong with it. */
export type JudgeCommand = (command: string) => Promise<Finding[]>;

/** Whether there is anything to say of routes: those in force, or that they are outranked. */
export function hasRoutes(sending: Sending | Error): sending is Sending {
  return !(sending instanceof Error) && (sending.routes.length > 0 || sending.outrankedBy !== undefined);
}

/** Point 13, where there are routes: can each of them be taken, and send? */
export async function checkRoutes(sending: Sending, judge: JudgeCommand): Promise<Finding> {
  const outranked = describeOutranked(sending);
  if (outranked !== undefined)
    return warn(outranked, 'Take it out of the schedule entry, or take "routes" out of config.json.');
  const { routes } = sending;
  const findings: Finding[] = [];
  for (const lane of lanesOf(sending)) findings.push(...(await checkLane(lane, judge)));
  for (const route of routes) findings.push(...checkMatch(route, routes));
  const names = routes.map(({ name }) => name).join(', ');
  return findings.length === 0 ? ok(`in this order: ${names}; the rest goes the default way`) : joinFindings(findings);
}

async function checkLane({ name, settings, fallback }: Lane, judge: JudgeCommand): Promise<Finding[]> {
  const ways = [
    { title: `route ${name}`, command: settings.sendCommand },
    ...(fallback === undefined ? [] : [{ title: `fallback of route ${name}`, command: fallback.settings.sendCommand }]),
  ];
  const findings: Finding[] = [];
  for (const { title, command } of ways) {
    const found = command === undefined ? [noCommand] : await judge(command);
    findings.push(...found.map((finding) => ({ ...finding, found: `${title}: ${finding.found}` })));
  }
  if (fallback !== undefined && settings.holdAfter > 0 && settings.holdAfter <= fallback.after)
    findings.push(
      warn(
        `route ${name}: a report is held after ${settings.holdAfter} failures, before the fallback is due after ${fallback.after}`,
        'Set holdAfter of that route above "after", or to 0.',
      ),
    );
  return findings;
}

const noCommand = fail(
  'no send command',
  'Set "via" or "sendCommand" there, or at the top level of config.json for all that say nothing else.',
);

function checkMatch(route: Route, routes: readonly Route[]): Finding[] {
  const findings: Finding[] = [];
  const odd = (route.match.status ?? []).filter((pattern) => !statuses.some((word) => matchesGlob(pattern, word)));
  if (odd.length > 0)
    findings.push(
      warn(
        `route ${route.name}: no report that the producer makes has the status ${odd.map((one) => JSON.stringify(one)).join(' or ')}`,
        `Statuses are ${statuses.join(', ')}.`,
      ),
    );
  const shadow = findShadow(route, routes);
  if (shadow !== undefined)
    findings.push(
      warn(
        `route ${route.name} is never taken: route ${shadow.name} stands before it and takes all that it would`,
        `Put ${route.name} before ${shadow.name}, or take it out.`,
      ),
    );
  return findings;
}
