import { defaultSettings } from '@owner-report/cli';
import type { Home } from '@owner-report/spool';

import { type Finding, joinFindings, ok } from '../finding.ts';
import { type LaneSurvey, surveyLanes } from '../lanes/surveyLanes.ts';
import { checkStuck } from './queueChecks.ts';
import type { Scene } from './scene.ts';

/** Point 9: is the backlog stuck behind its head, or, where there are routes, behind the head of a lane? */
export function checkStuckLanes(
  home: Home,
  { sending, listPending, listAll }: Pick<Scene, 'sending' | 'listPending' | 'listAll'>,
  now: Date,
  variables: NodeJS.ProcessEnv | undefined,
): Finding {
  const isBroken = sending instanceof Error;
  if (isBroken || sending.routes.length === 0) {
    const { entries, total } = listPending();
    const settings = isBroken ? defaultSettings : sending.settings;
    return checkStuck(home, { head: entries[0], behind: total - 1 }, now.getTime(), { settings, variables });
  }
  return checkEach(home, surveyLanes(listAll().entries, sending, now), now, variables);
}

function checkEach(
  home: Home,
  surveys: readonly LaneSurvey[],
  now: Date,
  variables: NodeJS.ProcessEnv | undefined,
): Finding {
  const findings = surveys.flatMap(({ lane, head, pending, quiet }) => {
    if (head === undefined) return quiet === 0 ? [] : [ok(`route ${lane.name}: ${quiet} held back by quiet hours`)];
    const found = checkStuck(home, { head, behind: pending - quiet - 1 }, now.getTime(), {
      settings: lane.settings,
      variables,
      route: lane.name,
    });
    return [{ ...found, found: `route ${lane.name}: ${found.found}` }];
  });
  return findings.length === 0 ? ok('no backlog in any lane') : joinFindings(findings);
}
