import { quoteWord, UsageError } from '@owner-report/spool';

import { findNear } from '../arguments/findNear.ts';
import { scanArguments } from '../arguments/scanArguments.ts';
import { listPositionals, nameOfCommand, type Positional } from './findCommand.ts';
import type { CliSpec, CommandLine, CommandSpec } from './specification.ts';

/**
 * Makes sure that every option is known and every word has its place. What is wrong is named as it was typed: yargs would take
 * `-dash` apart into letters.
 * @throws UsageError that says what was probably meant
 */
export function assertCommandLine(line: CommandLine): void {
  const { spec, args, chosen, options } = line;
  const positionals = chosen === undefined ? [] : listPositionals(chosen);
  const words: string[] = [];
  let isNamed = chosen === undefined || nameOfCommand(chosen) === '$0';
  for (const argument of scanArguments(args, options)) {
    if (argument.kind === 'unknown') throw unknownOption(line, argument.text);
    if (argument.kind === 'rest') {
      if (positionals.length > 0) words.push(...argument.words);
      continue;
    }
    if (argument.kind !== 'word') continue;
    if (!isNamed) {
      isNamed = true;
      continue;
    }
    if (chosen?.takesCommand === true) throw missingDashes(line, argument.index);
    if (positionals.length === 0 && (chosen === undefined || nameOfCommand(chosen) === '$0'))
      throw unknownCommand(spec, argument.text);
    words.push(argument.text);
  }
  const odd = words[positionals.length];
  if (odd !== undefined) throw tooMany(line, positionals, odd);
  const missing = positionals[words.length];
  if (missing?.isRequired === true)
    throw usageError(line, `expected ${withArticle(missing.name)}, got nothing`, 'Name one.');
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function unknownOption(line: CommandLine, text: string): UsageError {
  const typed = text.split('=', 1)[0] ?? text;
  const { spec, chosen, options } = line;
  if (typed !== text && /^--(?:help|version)$/.test(typed))
    return usageError(line, `expected ${typed} without a value, got ${text}`, `Write ${typed} alone, or leave it out.`);
  const owner = spec.commands.find((command) => Object.hasOwn(command.options ?? {}, typed.slice(2)));
  const shown = Object.entries(options).filter(([, { hidden }]) => hidden !== true);
  const near = findNear(typed, [...shown.map(([name]) => name), 'help', 'version']);
  const meant = near === undefined ? '' : `Did you mean --${near}? `;
  const belongs =
    typed.startsWith('--') && owner !== undefined ? `It is an option of ${describeCommand(owner)}. ` : meant;
  const isName = chosen !== undefined && listPositionals(chosen).length > 0 && !typed.startsWith('--');
  const behind = isName ? 'A name that begins with a dash stands behind "--". ' : '';
  const before =
    chosen?.takesCommand === true && !line.args.includes('--') ? 'Options of the command stand behind "--". ' : '';
  return usageError(line, `expected a known option, got ${typed}`, `${belongs}${behind}${before}`);
}

function describeCommand(command: CommandSpec): string {
  const name = nameOfCommand(command);
  return name === '$0' ? 'the command without a subcommand' : `"${name}"`;
}

function unknownCommand(spec: CliSpec, text: string): UsageError {
  const names = spec.commands.map(nameOfCommand).filter((name) => name !== '$0');
  const expected =
    names.length === 0
      ? 'options only'
      : `a command (${names.join(', ')})${names.length < spec.commands.length ? ' or options' : ''}`;
  const near = findNear(text, names);
  const meant = near === undefined ? '' : `Did you mean "${near}"? `;
  return new UsageError(`expected ${expected}, got ${JSON.stringify(text)}`, {
    remedy: `${meant}See "${spec.name} --help".`,
  });
}

function missingDashes(line: CommandLine, index: number): UsageError {
  const words = line.args.map(quoteWord);
  // Only a shell takes `NAME=value` in front of a command, and none runs this one.
  const setter = /^[A-Za-z_]\w*=/.test(line.args[index] ?? '') ? ['env'] : [];
  const meant = [line.spec.name, ...words.slice(0, index), '--', ...setter, ...words.slice(index)].join(' ');
  const message = `expected "--" before the command, got ${words[index]} without it`;
  return new UsageError(`${prefixOf(line)}${message}`, { remedy: `Put it there: ${meant}` });
}

function tooMany(line: CommandLine, positionals: readonly Positional[], odd: string): UsageError {
  const expected =
    positionals.length === 0 ? 'options only' : `one ${positionals.map(({ name }) => name).join(' and one ')}`;
  return usageError(line, `expected ${expected}, got ${JSON.stringify(odd)} too`, 'Quote what holds a blank. ');
}

function usageError(line: CommandLine, message: string, remedy: string): UsageError {
  const help = [line.spec.name, subcommandOf(line), '--help'].filter((word) => word !== '').join(' ');
  return new UsageError(`${prefixOf(line)}${message}`, { remedy: `${remedy.trimEnd()} See "${help}".`.trimStart() });
}

function prefixOf(line: CommandLine): string {
  const name = subcommandOf(line);
  return name === '' ? '' : `${name}: `;
}

function subcommandOf({ chosen }: CommandLine): string {
  const name = chosen === undefined ? '$0' : nameOfCommand(chosen);
  return name === '$0' ? '' : name;
}
