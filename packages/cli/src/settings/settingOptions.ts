import type { OptionSpec } from '../arguments/optionSpec.ts';
import { settingRows } from './settingsTable.ts';

/** Options of every command that sends. */
export const sendOptions = optionsOf('send');

/** Options of a command that makes a whole pass. */
export const passOptions = { ...sendOptions, ...optionsOf('pass') };

function optionsOf(of: 'send' | 'pass'): Record<string, OptionSpec> {
  const rows = settingRows.map(([, row]) => row).filter((row) => row.of === of);
  return Object.fromEntries(
    rows.map(({ flag, help, placeholder }) => [
      flag,
      placeholder === undefined ? { type: 'boolean', describe: help } : { type: 'string', describe: help, placeholder },
    ]),
  );
}
