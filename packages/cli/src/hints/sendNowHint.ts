import { type Home, redact, spellWord } from '@owner-report/spool';

import { formatFlags } from '../settings/formatFlags.ts';
import { laneNamed } from '../settings/laneOf.ts';
import { resolveSendingOrDefault } from '../settings/resolveSettings.ts';
import type { Settings } from '../settings/settingsTable.ts';
import { commandHint, holdHint } from './commandHint.ts';

// What a send command may need, and is not found by itself.
const programVariables = /^(?:NODE_BIN|OPENCLAW_\w+)$/;

/**
 * What to type to have a pending report sent at once. The line carries the settings that `config.json` does not have:
 * those of a crontab count only there. Where that would show a secret, or where there is no send command, the line makes
 * the next pass try it.
 * @param settings those of its lane
 * @param variables what the send command is to find in its environment
 * @param route name of its lane, where there are routes
 */
export function sendNowHint(
  home: Home,
  id: string,
  settings: Settings,
  variables: Readonly<NodeJS.ProcessEnv> = pickVariables(process.env),
  route?: string,
): string {
  const known = laneNamed(route, resolveSendingOrDefault(home)).settings;
  const assignments = Object.entries(known.sendCommand === settings.sendCommand ? {} : variables);
  const words = assignments.map(([name, value = '']) => `${name}=${spellWord(value)}`);
  const line = [
    ...words,
    commandHint(home, 'owner-report-driver', { id, place: 'pending' }, formatFlags(settings, known)),
  ].join(' ');
  if (settings.sendCommand !== undefined && redact(line, process.env) === line) return `to send it now: ${line}`;
  const release = commandHint(home, 'owner-report-watchdog release', { id, place: 'held' });
  return `to let the next pass try it at once: ${holdHint(home, id, 'to be tried at once')} && ${release}`;
}

function pickVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => programVariables.test(name)));
}
