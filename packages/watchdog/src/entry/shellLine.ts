/** One command of a line of shell, as far as it can be read without running it. */
export interface SimpleCommand {
  /** What joins it to the one before it; empty for the first. */
  join: '' | '&&' | '||' | ';' | '|' | '&';
  assignments: Record<string, string>;
  /** Whether `!` turns its outcome round. */
  isNegated: boolean;
  /** How many of `if`, `while` and `until` stand before it. */
  opened: number;
  words: string[];
  /** File that its stdout goes to, by `>`, `>>` or `&>`. */
  output: string | undefined;
  /** Files that it reads by `<`. */
  inputs: string[];
  /** Files that any of its descriptors writes, its stdout's included. */
  outputs: string[];
}

/** Stands in a word for what only a run would tell: `$(…)` and backticks. */
export const untold = '\uFFFC';

/** Name and value of a word such as `NAME=value`. */
export const assignment = /^([A-Za-z_]\w*)=(.*)$/s;

type Lookup = (name: string) => string | undefined;

const reserved: ReadonlySet<string> = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '{', '}', 'time']);

/**
 * The commands of a line of shell, one after the other, so that `lookup` may know what an earlier one has set. Quotes,
 * `~`, `$NAME`, `${NAME:-word}` and redirections are resolved; nothing is run.
 * @returns whether the line ends where a shell would still wait for a quote or a bracket
 */
export function* readShellLine(line: string, lookup: Lookup): Generator<SimpleCommand, boolean> {
  const reader = new LineReader(line, lookup);
  let command = newCommand('');
  for (;;) {
    const token = reader.next();
    if (token === undefined) break;
    if (token.kind === 'redirect') {
      const target = reader.next();
      if (target?.kind !== 'word') continue;
      if (token.isStdout) command.output = target.text;
      if (token.way === 'in') command.inputs.push(target.text);
      if (token.way === 'out') command.outputs.push(target.text);
    } else if (token.kind === 'operator') {
      const isBracket = !isThere(command) && token.join === ';';
      if (isThere(command)) yield command;
      // A bracket after `||` changes nothing of what joins the commands.
      if (!isBracket) command = newCommand(token.join);
    } else addWord(command, token);
  }
  if (isThere(command)) yield command;
  return reader.unfinished;
}

function newCommand(join: SimpleCommand['join']): SimpleCommand {
  return { join, assignments: {}, isNegated: false, opened: 0, words: [], output: undefined, inputs: [], outputs: [] };
}

function isThere({ words, assignments, inputs, outputs }: SimpleCommand): boolean {
  return [words, Object.keys(assignments), inputs, outputs].some((list) => list.length > 0);
}

function addWord(command: SimpleCommand, { text, isQuoted }: { text: string; isQuoted: boolean }): void {
  const [, name, value = ''] = assignment.exec(text) ?? [];
  if (command.words.length === 0 && name !== undefined) command.assignments[name] = value;
  else if (command.words.length === 0 && !isQuoted && text === '!') command.isNegated = true;
  else if (command.words.length > 0 || isQuoted || !reserved.has(text)) command.words.push(text);
  else if (/^(?:if|while|until)$/.test(text)) command.opened += 1;
}

type Token =
  | { kind: 'word'; text: string; isQuoted: boolean }
  | { kind: 'operator'; join: SimpleCommand['join'] }
  | { kind: 'redirect'; isStdout: boolean; way: 'in' | 'out' | 'text' };

const operators = /^(?:&&|\|\||\|&|[;|&()\n]+)/;
const redirects = /^(?:\d*(?:>>|>\||>|<<<|<<-?|<>|<)|&>>?)/;
const joins: Readonly<Record<string, SimpleCommand['join']>> = {
  '&&': '&&',
  '||': '||',
  '|': '|',
  '|&': '|',
  '&': '&',
};

class LineReader {
  readonly #line: string;
  readonly #lookup: Lookup;
  #at = 0;
  unfinished = false;

  constructor(line: string, lookup: Lookup) {
    this.#line = line;
    this.#lookup = lookup;
  }

  next(): Token | undefined {
    this.#take(/^(?:[ \t]|\\\n)+/);
    const rest = this.#line.slice(this.#at);
    if (rest === '' || rest.startsWith('#')) return undefined;
    // `2>&1` gives no file.
    if (this.#take(/^\d*[<>]&[\d-]+/) !== undefined) return this.next();
    const redirect = this.#take(redirects);
    if (redirect !== undefined) {
      const way = redirect.includes('>') ? 'out' : redirect.includes('<<') ? 'text' : 'in';
      return { kind: 'redirect', isStdout: /^(?:1?>|&>)/.test(redirect), way };
    }
    const operator = this.#take(operators);
    return operator === undefined ? this.#word() : { kind: 'operator', join: joins[operator] ?? ';' };
  }

  #take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.#line.slice(this.#at))?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #word(): Token {
    const start = this.#at;
    let text = '';
    let isQuoted = false;
    while (this.#at < this.#line.length && !/[\s;|&()<>]/.test(this.#line[this.#at] ?? '')) {
      const character = this.#line[this.#at] as string;
      const begins = this.#at === start || /^\w+=$/.test(this.#line.slice(start, this.#at));
      if (character === "'" || character === '"') isQuoted = true;
      text += character === '~' && begins ? this.#tilde() : this.#piece(character);
    }
    return { kind: 'word', text, isQuoted };
  }

  #tilde(): string {
    this.#at += 1;
    return /^(?:$|[/\s;|&()<>:])/.test(this.#line.slice(this.#at)) ? (this.#lookup('HOME') ?? '~') : '~';
  }

  #piece(character: string): string {
    if (character === '\\') {
      this.#at += 2;
      return this.#line[this.#at - 1] ?? '';
    }
    if (character === "'") return this.#until("'");
    if (character === '"') return this.#doubleQuoted();
    if (character === '`') {
      this.#until('`');
      return untold;
    }
    if (character === '$') return this.#dollar();
    this.#at += 1;
    return character;
  }

  // What stands between here, where the opening mark is, and the next `mark`.
  #until(mark: string): string {
    const end = this.#line.indexOf(mark, this.#at + 1);
    if (end < 0) this.unfinished = true;
    const text = this.#line.slice(this.#at + 1, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#line.length : end + 1;
    return text;
  }

  #doubleQuoted(): string {
    let text = '';
    this.#at += 1;
    for (;;) {
      const character = this.#line[this.#at];
      if (character === undefined) this.unfinished = true;
      if (character === undefined || character === '"') break;
      const isPlain = character === "'" || (character === '\\' && !/["\\$`\n]/.test(this.#line[this.#at + 1] ?? ''));
      if (isPlain) this.#at += 1;
      text += isPlain ? character : this.#piece(character);
    }
    this.#at += 1;
    return text;
  }

  #dollar(): string {
    if (this.#line.startsWith('$(', this.#at)) {
      this.#skipBrackets();
      return untold;
    }
    const braced = this.#take(/^\$\{[^}]*\}/);
    const [, name = '', , or] = /^\$\{(\w+)(?:(:?[-=])([^}]*))?\}$/.exec(braced ?? '') ?? [];
    if (braced !== undefined) return (name === '' ? untold : this.#lookup(name)) || (or ?? '');
    const plain = this.#take(/^\$[A-Za-z_]\w*/);
    if (plain !== undefined) return this.#lookup(plain.slice(1)) ?? '';
    this.#at += 1;
    return '$';
  }

  #skipBrackets(): void {
    let depth = 0;
    for (this.#at += 1; this.#at < this.#line.length; this.#at += 1) {
      if (this.#line[this.#at] === '(') depth += 1;
      if (this.#line[this.#at] === ')') depth -= 1;
      if (depth === 0) break;
    }
    if (depth > 0) this.unfinished = true;
    this.#at += 1;
  }
}
