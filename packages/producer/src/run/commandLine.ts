import { redact, toPrintableLine } from '@owner-report/spool';

const maxLength = 200;
const plain = /^[A-Za-z0-9_/:=.,@%+-]+$/;
const secretOption = /^--?[\w-]*(?:token|secret|passw(?:or)?d|api-?key|access-?key|private-?key|credential)s?$/i;

/** A command as one would type it, on one line of at most 200 characters, secrets taken out. */
export function formatCommandLine(command: readonly string[], environment: NodeJS.ProcessEnv): string {
  const words = command.map((word, index) => {
    if (secretOption.test(command[index - 1] ?? '')) return '[redacted]';
    // Quoting could break a secret up: it is looked for before and after.
    return quote(redact(word, environment));
  });
  const line = [...toPrintableLine(redact(words.join(' '), environment))];
  return line.length <= maxLength ? line.join('') : `${line.slice(0, maxLength - 1).join('')}…`;
}

function quote(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
