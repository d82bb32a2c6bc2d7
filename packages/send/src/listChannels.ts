import { findSetting, type Invocation } from '@owner-report/cli';
import { exitCodes, messageOf, schemaVersion } from '@owner-report/spool';

import type { Channel } from './channel.ts';
import type { SettingRow } from './secrets/settingRow.ts';

/** A setting of a channel, and whether it is there. The value of none is told. */
interface ListedSetting {
  name: string;
  secret: boolean;
  need: SettingRow['need'];
  default?: string;
  /** Where it was found. */
  set: 'variable' | 'file' | 'home' | 'no';
  /** Why what was found cannot be used. */
  problem?: string;
  help: string;
}

/** `owner-report-send list`: the channels, what each needs, and what is set. */
export function listChannels(
  channels: readonly Channel[],
  { home, talk }: Invocation,
  environment = process.env,
): number {
  for (const { name, describe, target, needs } of channels) {
    const settings = needs.map((row) => lookAt(row, home, environment));
    talk.document({ schemaVersion, channel: name, describe, target, settings });
    talk.result(
      [`${name}: ${describe}`, `  target: ${target.need}${target.need === 'none' ? '' : `, ${target.help}`}`].join(
        '\n',
      ),
    );
    for (const setting of settings) talk.result(`  ${describeSetting(setting)}`);
  }
  return exitCodes.done;
}

function lookAt(row: SettingRow, home: Invocation['home'], environment: NodeJS.ProcessEnv): ListedSetting {
  const { name, secret, need, help } = row;
  const known = { name, secret, need, ...(row.default === undefined ? {} : { default: row.default }), help };
  try {
    return { ...known, set: findSetting(name, home, environment)?.from ?? 'no' };
  } catch (error) {
    return { ...known, set: 'no', problem: messageOf(error) };
  }
}

const places = { variable: 'set by the variable', file: 'set by a file', home: 'set in the home', no: 'not set' };

function describeSetting({ name, need, set, problem, help, ...rest }: ListedSetting): string {
  const standIn = set === 'no' && rest.default !== undefined ? `, ${rest.default} counts` : '';
  return `${name} (${need.replace('-', ' ')}): ${problem ?? `${places[set]}${standIn}`}; ${help}`;
}
