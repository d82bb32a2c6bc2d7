import { settingRows, type Settings } from './settingsTable.ts';

/** The flags that give a send these settings, whatever the environment says; what nobody set is left out. */
export function formatFlags(settings: Settings): string[] {
  return settingRows
    .filter(([name, { of }]) => of === 'send' && settings[name] !== undefined)
    .map(([name, { flag, type }]) => `--${flag}=${type.format(settings[name])}`);
}
