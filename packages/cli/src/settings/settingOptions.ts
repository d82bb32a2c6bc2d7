import type { OptionSpec } from '../arguments/optionSpec.ts';
import { type Setting, settingRows } from './settingsTable.ts';

/** Options of every command that sends. */
export const sendOptions = optionsOf('send');

/** Options of a command that makes a whole pass. */
export const passOptions = { ...sendOptions, ...optionsOf('pass') };

/** Options for fields of a report that have a default of the operator's: no variable stands for them. */
export const fieldOptions = Object.fromEntries(
  Object.entries(optionsOf('report')).map(([flag, option]) => [flag, { ...option, environment: false as const }]),
);

function optionsOf(of: Setting<unknown>['of']): Record<string, OptionSpec> {
  const rows = settingRows.map(([, row]) => row).filter((row) => row.of === of);
  return Object.fromEntries(
    rows.map(({ flag, help, placeholder }) => [
      flag,
      placeholder === undefined ? { type: 'boolean', describe: help } : { type: 'string', describe: help, placeholder },
    ]),
  );
}
