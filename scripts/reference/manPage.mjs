// The man page of a command, from what its help says.
import { files } from './files.mjs';
import { bold, escapeText, fill, italic, section, term, verbatim } from './roff.mjs';

/**
 * @param program one of readPrograms
 * @param names of all programs
 * @param date of the page, such as 2026-11-21
 */
export function manPage(program, names, date) {
  const { name, version, describe, commands, examples, exits } = program;
  const byDefault = commands.find((command) => command.name === '');
  const named = commands.filter((command) => command.name !== '');
  const options = byDefault?.options ?? program.options;
  const lines = [
    '.\\" Made by npm run build from the text of --help.',
    `.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 ${date} "owner\\-report ${version}" "User Commands"`,
    ...section('NAME', [fill(`${escapeText(name)} \\- ${escapeText(describe)}`)]),
    ...section('SYNOPSIS', [commands.map((command) => synopsis(name, command)).join('\n.br\n')]),
    ...section('DESCRIPTION', description(program, byDefault)),
    ...section(
      'COMMANDS',
      named.flatMap((command) => describeCommand(name, command)),
    ),
    ...section('OPTIONS', [
      ...(byDefault === undefined ? [fill('Every command takes these.')] : []),
      ...options.map(describeOption),
    ]),
    ...section('ENVIRONMENT', environment(commands)),
    ...section('EXIT STATUS', exits.map(describeExit)),
    ...section('EXAMPLES', [examples.map(describeExample).join('\n.PP\n')]),
    ...section('FILES', filesOf(name)),
    ...section('SEE ALSO', [
      fill(
        names
          .filter((other) => other !== name)
          .map((other) => `${bold(other)}(1)`)
          .join(', '),
      ),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function synopsis(program, command) {
  const required = command.ownOptions.filter((option) => option.required === true);
  const words = [
    bold([program, command.name].join(' ').trim()),
    ...required.map(({ name, placeholder }) => `${bold(`--${name}`)} ${italic(placeholder)}`),
    `[${italic('options')}]`,
    ...command.positionals.map((one) => (one.required ? italic(one.name) : `[${italic(one.name)}]`)),
    ...(command.takes_command === true ? [bold('--'), italic('command'), `[${italic('argument')} ...]`] : []),
  ];
  return fill(words.join(' '));
}

function description({ describe, name }, byDefault) {
  const more = byDefault === undefined ? [] : describeBody(byDefault, []);
  const json = `${bold(`${name} --help --json`)} tells all that stands here as a JSON document.`;
  return [fill(`${escapeText(sentence(describe))}`), ...(more.length === 0 ? [] : ['.PP', ...more]), '.PP', fill(json)];
}

function describeCommand(program, command) {
  return [`.SS ${[program, command.name].map(escapeText).join(' ')}`, ...describeBody(command, command.ownOptions)];
}

function describeBody(command, options) {
  const notes = command.notes === undefined ? [] : ['.PP', verbatim(command.notes)];
  return [
    fill(escapeText(sentence(command.describe))),
    ...command.positionals.map(({ name, describe }) => term(italic(name), escapeText(sentence(describe)))),
    ...options.map(describeOption),
    ...notes,
  ];
}

function describeOption({ name, short, placeholder, describe, required }) {
  const value = placeholder === undefined ? '' : ` ${italic(placeholder)}`;
  const names = short === undefined ? bold(`--${name}`) : `${bold(`-${short}`)}, ${bold(`--${name}`)}`;
  return term(`${names}${value}`, `${escapeText(sentence(describe))}${required === true ? ' Required.' : ''}`);
}

function environment(commands) {
  const variables = new Map();
  for (const { options } of commands)
    for (const { variable, name } of options) if (variable !== undefined) variables.set(variable, name);
  const rows = [...variables].map(([variable, name]) => term(bold(variable), `Stands for ${bold(`--${name}`)}.`));
  return [fill('An option outranks its variable. A switch is 1 or 0. An empty variable says nothing.'), ...rows];
}

function describeExit({ code, describe, commands = [] }) {
  const named = commands.filter((command) => command !== '');
  const only = commands.includes('') || named.length === 0 ? '' : `${named.map(bold).join(', ')}: `;
  return term(bold(String(code)), `${only}${escapeText(sentence(describe))}`);
}

function describeExample({ line, describe }) {
  return `${fill(escapeText(`${sentence(describe).slice(0, -1)}:`))}\n.PP\n.RS 4\n${verbatim(line)}\n.RE`;
}

function filesOf(program) {
  const command = program.replace('owner-report-', '');
  const own = files.filter(([, , commands = [command]]) => commands.includes(command));
  return own.map(([path, meaning]) => term(italic(path), escapeText(sentence(meaning))));
}

// A word in capitals, or an option, keeps its first letter.
function sentence(text) {
  const begun = /^[a-z]+\b(?!\.)/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
  return /[.:!?]$/.test(begun) ? begun : `${begun}.`;
}
