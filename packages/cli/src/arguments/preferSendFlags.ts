import type { GivenOptions } from './readOptions.ts';

/**
 * What was given, with `--via` and `--send-cmd` taken for one choice: a flag for either outranks the variables of both.
 * A `--via` brings its channel along, which outranks the variable of that, too.
 * @param given by flag or variable
 * @param flags those by flag; a blank one says nothing
 */
export function preferSendFlags(given: GivenOptions, flags: GivenOptions): GivenOptions {
  const isSaid = (name: string) => String(flags[name] ?? '').trim() !== '';
  if (!isSaid('via') && !isSaid('send-cmd')) return given;
  const choice = isSaid('via') ? ['via', 'send-cmd', 'channel'] : ['via', 'send-cmd'];
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => !choice.includes(name) || flags[name] !== undefined),
  );
}
