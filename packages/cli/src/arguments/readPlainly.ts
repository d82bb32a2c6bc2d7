import type { OptionSpec } from './optionSpec.ts';
import { readEnvironment } from './readOptions.ts';
import { type Argument, scanArguments } from './scanArguments.ts';

type Options = Readonly<Record<string, OptionSpec>>;

/** What a command line may hold, beside options. */
export interface Shape {
  options: Options;
  /** Its first word names the command. */
  isNamed: boolean;
  positionals: readonly { name: string; isRequired: boolean }[];
  /** Whether words may stand behind `--`. */
  takesRest: boolean;
}

/** The values of a command line by their names; words behind `--` under that name. */
export type Values = Record<string, string | boolean | string[]>;

/**
 * Reads a command line on which nothing is odd, and the variables beside it.
 * @returns what yargs would make of them; undefined for any other line, which yargs is to read, and to say what is wrong with it.
 * @throws UsageError for a variable that is neither on nor off
 */
export function readPlainly(
  args: readonly string[],
  { options, isNamed, positionals, takesRest }: Shape,
  environment: NodeJS.ProcessEnv,
): Values | undefined {
  const values: Values = {};
  const words: string[] = [];
  for (const argument of scanArguments(args, options)) {
    if (argument.kind === 'word') words.push(argument.text);
    else if (argument.kind === 'rest' && takesRest && argument.words.length > 0) values['--'] = argument.words;
    else if (argument.kind !== 'option' || !takeOption(values, argument)) return undefined;
  }
  if (isNamed) words.shift();
  if (!takeWords(values, words, positionals)) return undefined;
  const given = readEnvironment(environment, options);
  if (Object.keys(given).some((name) => options[name]?.type === 'array')) return undefined;
  return { ...(given as Values), ...values };
}

// Of an option that is given twice, the second counts.
function takeOption(values: Values, { name, type, value }: Extract<Argument, { kind: 'option' }>): boolean {
  if ((type === 'boolean') !== (value === undefined)) return false;
  if (type === 'array') values[name] = [...((values[name] ?? []) as string[]), value as string];
  else values[name] = value ?? true;
  return true;
}

function takeWords(values: Values, words: readonly string[], positionals: Shape['positionals']): boolean {
  for (const [index, { name }] of positionals.entries())
    if (index < words.length) values[name] = words[index] as string;
  const isMissing = positionals.some(({ isRequired }, index) => isRequired && index >= words.length);
  return !isMissing && words.length <= positionals.length && !words.some((word) => word === '' || word === '-');
}
