import {
  defaultLaneName,
  describeOutranked,
  findShadows,
  type Lane,
  type Match,
  matchesGlob,
  type Route,
  scheduledSendCommand,
  type Sending,
  type Settings,
  takesAllOf,
} from '@owner-report/cli';
import { type Home, listSome, messageOf, statuses } from '@owner-report/spool';

import { fail, type Finding, fixOf, joinFindings, ok, warn } from '../finding.ts';
import { requireTarget } from '../schedule/requireScheduledSend.ts';
import { lanesInUse } from './lanesInUse.ts';

/** What the lanes are judged by. */
interface Judge {
  home: Home;
  /** A schedule fills in what nothing else says. */
  isScheduled: boolean;
  /** Judges one send command; an empty list when nothing is wrong with it. */
  judgeCommand: (command: string) => Promise<Finding[]>;
}

/** Whether there is anything to say of routes: those in force, or that they are outranked. */
export function hasRoutes(sending: Sending | Error): sending is Sending {
  return !(sending instanceof Error) && (sending.routes.length > 0 || sending.outrankedBy !== undefined);
}

/** Point 13, where there are routes: can each of them be taken, and send? */
export async function checkRoutes(sending: Sending, judge: Judge): Promise<Finding> {
  const outranked = describeOutranked(sending);
  if (outranked !== undefined)
    return warn(outranked, 'Take it out of the schedule entry, or take "routes" out of config.json.');
  const { routes } = sending;
  const lanes = lanesInUse(sending);
  const findings: Finding[] = [];
  for (const lane of lanes) findings.push(...(await checkLane(lane, judge)));
  for (const [index, route] of routes.entries()) findings.push(...checkMatch(route, routes.slice(0, index)));
  if (findings.length > 0) return joinFindings(findings);
  const names = listSome(routes.map(({ name }) => name));
  const isAllTaken = lanes.at(-1)?.name !== defaultLaneName;
  return ok(
    `in this order: ${names}; ${isAllTaken ? 'nothing is left for the default way' : 'the rest goes the default way'}`,
  );
}

async function checkLane({ name, settings, fallback }: Lane, judge: Judge): Promise<Finding[]> {
  const ways = [
    { title: `route ${name}`, settings },
    ...(fallback === undefined ? [] : [{ title: `fallback of route ${name}`, settings: fallback.settings }]),
  ];
  const findings: Finding[] = [];
  for (const way of ways) {
    const found = await checkWay(way.settings, name, judge);
    findings.push(...found.map((finding) => ({ ...finding, found: `${way.title}: ${finding.found}` })));
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

async function checkWay(
  settings: Settings,
  lane: string,
  { home, isScheduled, judgeCommand }: Judge,
): Promise<Finding[]> {
  const { sendCommand } = settings;
  if (sendCommand === undefined) return [noCommand];
  try {
    if (isScheduled && sendCommand === scheduledSendCommand)
      requireTarget(home, { settings, lane }, 'the schedule entry');
  } catch (error) {
    return [fail(messageOf(error), fixOf(error))];
  }
  return await judgeCommand(sendCommand);
}

const noCommand = fail(
  'no send command',
  'Set "via" or "sendCommand" there, or at the top level of config.json for all that say nothing else.',
);

function checkMatch({ name, match }: Route, earlier: readonly Route[]): Finding[] {
  const findings: Finding[] = [];
  const odd = (match.status ?? []).filter((pattern) => !statuses.some((word) => matchesGlob(pattern, word)));
  if (odd.length > 0)
    findings.push(
      warn(
        `route ${name}: no report that the producer makes has the status ${odd.map((one) => JSON.stringify(one)).join(' or ')}`,
        `Statuses are ${statuses.join(', ')}.`,
      ),
    );
  const shadows = findShadows(match, earlier);
  if (shadows.length > 0) findings.push(tellShadowed(name, match, shadows));
  return findings;
}

function tellShadowed(name: string, match: Match, shadows: readonly Route[]): Finding {
  const [first] = shadows;
  if (first !== undefined && shadows.length === 1 && takesAllOf(match, first.match))
    return warn(
      `route ${name} is never taken: route ${first.name} stands before it and takes the same`,
      `Give one of the two other patterns, or take ${name} out.`,
    );
  const names = listSome(shadows.map((shadow) => shadow.name));
  const who =
    shadows.length === 1 ? `route ${names} stands before it and takes` : `routes ${names} stand before it and take`;
  return warn(
    `route ${name} is never taken: ${who} all that it would`,
    `Put ${name} before ${first?.name}, or take it out.`,
  );
}
