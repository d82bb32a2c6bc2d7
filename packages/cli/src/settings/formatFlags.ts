import { settingRows, type Settings } from './settingsTable.ts';

/**
 * The flags that give a send these settings, whatever the environment says; what nobody set is left out.
 * @param known settings that count without a flag; those that are the same need none.
 */
export function formatFlags(settings: Settings, known: Partial<Settings> = {}): string[] {
  return settingRows
    .filter(([name, { of }]) => of === 'send' && settings[name] !== undefined && settings[name] !== known[name])
    .map(([name, { flag, type }]) => `--${flag}=${type.format(settings[name])}`);
}
