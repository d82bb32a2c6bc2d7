import { variableOfSetting } from './setting.ts';
import { type Settings, settingRows } from './settingsTable.ts';

/** The variables that say to owner-report-relay what these settings do, for a home that has no `config.json` of its own. */
export function relayVariables(settings: Settings): Record<string, string> {
  const variables = settingRows.flatMap(([name, row]) => {
    const variable = variableOfSetting(row);
    const isSaid = row.of === 'relay' && settings[name] !== row.default;
    return variable === undefined || !isSaid ? [] : [[variable, row.type.format(settings[name])] as const];
  });
  return Object.fromEntries(variables);
}
