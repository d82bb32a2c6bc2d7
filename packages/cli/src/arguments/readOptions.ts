import type { OptionSpec } from './optionSpec.ts';
import { readSwitch } from './readSwitch.ts';
import { scanArguments } from './scanArguments.ts';

/** What options were given, by their names without dashes. */
export type GivenOptions = Readonly<Record<string, string | boolean | undefined>>;

type Options = Readonly<Record<string, OptionSpec>>;

/**
 * The options that a command line gives; of one that is given twice, the second. What is wrong with it is for the
 * command itself to say: an option without its value is passed over here, and a switch that is neither on nor off.
 */
export function readOptions(args: readonly string[], options: Options): GivenOptions {
  const given: Record<string, string | boolean> = {};
  for (const argument of scanArguments(args, options)) {
    if (argument.kind !== 'option') continue;
    const { name, type, value } = argument;
    if (type !== 'boolean' && value !== undefined) given[name] = value;
    if (type === 'boolean') given[name] = value === undefined || isOn(value);
  }
  return given;
}

function isOn(text: string): boolean {
  try {
    return readSwitch(text, '');
  } catch {
    return false;
  }
}

/**
 * The options that `OWNER_REPORT_<OPTION>` variables give; an empty variable says nothing.
 * @throws UsageError for a switch that is neither on nor off
 */
export function readEnvironment(environment: NodeJS.ProcessEnv, options: Options): GivenOptions {
  const given: Record<string, string | boolean> = {};
  for (const [name, option] of Object.entries(options)) {
    const variable = variableOf(name);
    const text = environment[variable];
    if (text === undefined || text === '' || option.environment === false) continue;
    given[name] = option.type === 'boolean' ? readSwitch(text, variable) : text;
  }
  return given;
}

/** Name of the variable that stands for an option. */
export function variableOf(option: string): string {
  return `OWNER_REPORT_${option.replaceAll('-', '_').toUpperCase()}`;
}
