import { ConfigError, type Home } from '@owner-report/spool';

import { placeOfLane } from './laneOf.ts';
import type { Settings } from './settingsTable.ts';

/**
 * The send command that is configured.
 * @param lane name of the lane whose settings these are, where there are routes: there a flag or variable would outrank
 * them all
 * @throws ConfigError when there is none. It names no command to try: what succeeds counts as having sent.
 */
export function requireSendCommand({ sendCommand }: Settings, home: Home, lane?: string): string {
  if (sendCommand !== undefined) return sendCommand;
  const shipped = 'docs/send-commands.md has the ones that are shipped.';
  if (lane !== undefined)
    throw new ConfigError(
      `no send command: expected "via" or "sendCommand" ${placeOfLane(lane)} of config.json, found none`,
      { remedy: `Set one of the two there, in ${home.config}; ${shipped}` },
    );
  throw new ConfigError(
    'no send command: expected --send-cmd or --via, OWNER_REPORT_SEND_CMD or OWNER_REPORT_VIA, or "sendCommand" or "via" in config.json, found none',
    {
      remedy: `Set "via" or "sendCommand" in ${home.config}; ${shipped} Does the crontab line name one? Then the next pass uses it.`,
    },
  );
}
