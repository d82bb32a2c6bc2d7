import { resolveSettings } from '@owner-report/cli';
import { type Home, throwPartNeeded, toWellFormed } from '@owner-report/spool';

/**
 * The team that `config.json` names; '' without one. A report is worth more than its team: a config that cannot be used does not
 * keep it from being made.
 * @param tell is given what is wrong with the config
 */
export function readTeam(home: Home, tell: (error: unknown) => void): string {
  try {
    return toWellFormed(resolveSettings(home, {}).team);
  } catch (error) {
    throwPartNeeded(error);
    tell(error);
    return '';
  }
}
