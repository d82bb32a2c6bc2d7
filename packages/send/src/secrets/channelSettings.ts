import { join } from 'node:path';

import { findSetting } from '@owner-report/cli';
import { ConfigError, type Home, spellWord } from '@owner-report/spool';

import type { SettingRow } from './settingRow.ts';

/** The settings of one channel, each looked up when it is asked for. */
export interface ChannelSettings {
  /** Its value or its default; undefined when there is none. @throws ConfigError */
  find: (name: string) => string | undefined;
  /** The same. @throws ConfigError that names every way to say it, when there is none */
  require: (name: string) => string;
  /** Keeps a secret that was found elsewhere from being shown. */
  keepSecret: (value: string) => void;
  /** The secrets that were asked for. They must not stand in anything that is printed or kept. */
  readSecrets: () => readonly string[];
}

/** Settings of a channel that needs these, found in an environment and a home. */
export function createSettings(
  rows: readonly SettingRow[],
  home: Home,
  environment: NodeJS.ProcessEnv,
): ChannelSettings {
  const secrets = new Set<string>();
  const rowOf = (name: string) => {
    const row = rows.find((one) => one.name === name);
    if (row === undefined) throw new Error(`${name} is no setting of this channel`);
    return row;
  };
  const find = (name: string) => {
    const row = rowOf(name);
    const value = findSetting(name, home, environment)?.value ?? row.default;
    if (row.secret && value !== undefined) secrets.add(value);
    return value;
  };
  const require = (name: string) => {
    const value = find(name);
    if (value === undefined) throw missingSetting(rowOf(name), home);
    return value;
  };
  const keepSecret = (value: string) => void secrets.add(value);
  return { find, require, keepSecret, readSecrets: () => [...secrets] };
}

// The value is typed into stdin: an argument of a process can be seen by every user of the machine.
function missingSetting({ name, help }: SettingRow, home: Home): ConfigError {
  const dir = spellWord(home.secrets);
  const file = spellWord(join(home.secrets, name));
  const command = `(umask 077 && mkdir -p ${dir} && cat > ${file})`;
  return new ConfigError(
    `${name}: expected ${help}, found none in ${name}, in the file that ${name}_FILE names, and in ${join(home.secrets, name)}`,
    { remedy: `Type this, then the value, then Ctrl-D: ${command}` },
  );
}
