import type { OptionSpec } from '../arguments/optionSpec.ts';
import { type Setting, variableOfSetting } from './setting.ts';
import { settingRows } from './settingsTable.ts';

/** Options of every command that sends. */
export const sendOptions = optionsOf('send');

/** Options of a command that makes a whole pass. */
export const passOptions = { ...sendOptions, ...optionsOf('pass') };

/** Options of every command of owner-report-relay. */
export const relayOptions = optionsOf('relay');

/** Options for fields of a report that have a default of the operator's. */
export const fieldOptions = optionsOf('report');

function optionsOf(of: Setting<unknown>['of']): Record<string, OptionSpec> {
  const rows = settingRows.map(([, row]) => row).filter((row) => row.of === of);
  return Object.fromEntries(rows.map((row) => [row.flag, optionOf(row)]));
}

function optionOf(row: Setting<unknown>): OptionSpec {
  const { help: describe, placeholder } = row;
  const offer = row.type.offer === undefined ? {} : { offer: row.type.offer };
  const option: OptionSpec =
    placeholder === undefined ? { type: 'boolean', describe } : { type: 'string', describe, placeholder, ...offer };
  return variableOfSetting(row) === undefined ? { ...option, environment: false } : option;
}
