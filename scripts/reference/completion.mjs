// Completion in shells: for each the way through a command line stands in shell/, and the table that it looks into is made here.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const directory = fileURLToPath(new URL('shell/', import.meta.url));

/** Each shell and its script, for all programs. */
export function completions(programs) {
  const tables = { bash: bashTable(programs), zsh: zshTable(programs), fish: fishTable(programs) };
  const names = programs.map(({ name }) => name).join(' ');
  return Object.entries(tables).map(([shell, table]) => {
    const source = readFileSync(`${directory}complete.${shell}`, 'utf8');
    return { shell, script: source.replace('# TABLE', () => table).replaceAll('PROGRAMS', names) };
  });
}

/** What may stand for a value, as a word of the tables: `@` and a kind, `@` and places of reports, or words with commas. */
function offered(offer) {
  if (offer === undefined) return '@text';
  if (typeof offer === 'string') return `@${offer}`;
  return Array.isArray(offer) ? offer.join(',') : `@reports+${offer.reportsIn.join('+')}`;
}

// Help and version have a letter, too.
function namesOf({ name, short }) {
  return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

function takesValue({ type }) {
  return type !== 'boolean';
}

/** Options of all commands of a program that take a value: what stands behind one is no command. */
function listValued({ commands }) {
  return [...new Set(commands.flatMap(({ options }) => options.filter(takesValue).map(({ name }) => `--${name}`)))];
}

function namedCommands({ commands }) {
  return commands.filter(({ name }) => name !== '');
}

/** The commands of a program; where none is named and there is no default one, its shared options. */
function listRows(program) {
  const hasDefault = program.commands.some(({ name }) => name === '');
  const bare = { name: '', positionals: [], options: program.options };
  return hasDefault ? program.commands : [bare, ...program.commands];
}

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function bashTable(programs) {
  const lines = programs.flatMap((program) => [
    `  ${program.name})`,
    `    commands=${quote(
      namedCommands(program)
        .map(({ name }) => name)
        .join(' '),
    )} valued=${quote(listValued(program).join(' '))} ;;`,
  ]);
  const rows = programs.flatMap((program) =>
    listRows(program).flatMap(({ name, options, positionals, takes_command: takesCommand }) => [
      `  ${quote(`${program.name}:${name}`)})`,
      `    options=${quote(options.flatMap((option) => namesOf(option).map((one) => (takesValue(option) ? `${one}=${offered(option.offer)}` : one))).join(' '))}`,
      `    operands=${quote(positionals.map(({ offer }) => offered(offer)).join(' '))} takes_command=${takesCommand === true ? 1 : ''} ;;`,
    ]),
  );
  return ['case $1 in', ...lines, '  esac', '  case $1:$2 in', ...rows, '  esac'].join('\n');
}

function zshTable(programs) {
  const described = (word, describe) => quote(`${word}:${describe}`);
  const lines = programs.flatMap((program) => [
    `  ${program.name})`,
    `    subcommands=(${namedCommands(program)
      .map(({ name, describe }) => described(name, describe))
      .join(' ')})`,
    `    valued=(${listValued(program).join(' ')}) ;;`,
  ]);
  const rows = programs.flatMap((program) =>
    listRows(program).flatMap(({ name, options, positionals, takes_command: takesCommand }) => [
      `  ${quote(`${program.name}:${name}`)})`,
      `    flags=(${options.flatMap((option) => namesOf(option).map((one) => described(one, option.describe))).join(' ')})`,
      `    kinds=(${options
        .filter(takesValue)
        .map((option) => quote(`--${option.name}=${offered(option.offer)}`))
        .join(' ')})`,
      `    operands=(${positionals.map(({ offer }) => quote(offered(offer))).join(' ')}) takes_command=${takesCommand === true ? 1 : 0} ;;`,
    ]),
  );
  return ['case $1 in', ...lines, '  esac', '  case $1:$2 in', ...rows, '  esac'].join('\n');
}

function fishTable(programs) {
  const escape = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const shared = programs.flatMap((program) => {
    const commands = namedCommands(program).map(({ name }) => name);
    return [
      `set -g __owner_report_commands_${variableOf(program)} ${commands.join(' ')}`.trimEnd(),
      `set -g __owner_report_valued_${variableOf(program)} ${listValued(program).join(' ')}`,
      `complete -c ${program.name} -f`,
    ];
  });
  const rows = programs.flatMap((program) => {
    const add = (condition, rest) => `complete -c ${program.name} -n ${escape(condition)} ${rest}`;
    const named = namedCommands(program).map(({ name, describe }) =>
      add('__owner_report_at "" 0', `-a ${name} -d ${escape(describe)}`),
    );
    const own = listRows(program).flatMap(({ name, options, positionals, takes_command: takesCommand }) => [
      ...options.map((option) => {
        const short = option.short === undefined ? '' : ` -s ${option.short}`;
        const value = takesValue(option) ? ` ${fishOffer(option.offer)}` : '';
        return add(`__owner_report_at "${name}"`, `-l ${option.name}${short}${value} -d ${escape(option.describe)}`);
      }),
      ...positionals.map(({ offer }, place) => add(`__owner_report_at "${name}" ${place}`, fishOffer(offer))),
      ...(takesCommand === true ? [add('__owner_report_behind_dashes', "-F -a '(__fish_complete_command)'")] : []),
    ]);
    return [...named, ...own];
  });
  return [...shared, ...rows].join('\n');
}

function fishOffer(offer) {
  if (offer === undefined) return '-x';
  if (offer === 'file') return '-r -F';
  if (offer === 'directory') return "-x -a '(__fish_complete_directories)'";
  if (Array.isArray(offer)) return `-x -a '${offer.join(' ')}'`;
  return `-x -a '(__owner_report_ids ${offer.reportsIn.join(' ')})'`;
}

function variableOf({ name }) {
  return name.replaceAll('-', '_');
}
