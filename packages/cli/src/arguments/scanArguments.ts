import type { OptionSpec } from './optionSpec.ts';

/**
 * One argument of a command line.
 * - `option`: a known option. `value` is undefined for a switch without one, and where a value is missing; `next` is
 *   then what stands in its place.
 * - `unknown`: begins with a dash and is no known option; `index` is its place in the command line.
 * - `word`: anything else.
 * - `rest`: what stands behind `--`; always the last one.
 */
export type Argument =
  | { kind: 'option'; name: string; type: OptionSpec['type']; value: string | undefined; next: string | undefined }
  | { kind: 'unknown' | 'word'; text: string; index: number }
  | { kind: 'rest'; words: string[] };

type Options = Readonly<Record<string, OptionSpec>>;

/**
 * Takes a command line apart, the one way in which all commands, and those who read a scheduled line, do. The value of
 * an option is the next word, even if it begins with a dash, unless that is a known option.
 */
export function* scanArguments(args: readonly string[], options: Options): Generator<Argument> {
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index] as string;
    if (text === '--') {
      yield { kind: 'rest', words: args.slice(index + 1) };
      return;
    }
    const name = nameOf(text);
    const type = findOption(text, options)?.type;
    if (type === undefined) {
      yield { kind: text.startsWith('-') && text !== '-' ? 'unknown' : 'word', text, index };
    } else if (text.includes('=')) {
      yield { kind: 'option', name, type, value: text.slice(text.indexOf('=') + 1), next: undefined };
    } else {
      const next = type === 'boolean' ? undefined : args[index + 1];
      const isValue = next !== undefined && next !== '--' && findOption(next, options) === undefined;
      yield { kind: 'option', name, type, value: isValue ? next : undefined, next };
      if (isValue) index += 1;
    }
  }
}

function findOption(text: string, options: Options): OptionSpec | undefined {
  return text.startsWith('--') && Object.hasOwn(options, nameOf(text)) ? options[nameOf(text)] : undefined;
}

// Of `--name` and `--name=value`.
function nameOf(text: string): string {
  return text.slice(2).split('=', 1)[0] as string;
}
