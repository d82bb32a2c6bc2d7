import { isSecretOption, quoteWord, redact, toPrintableLine } from '@owner-report/spool';

const maxLength = 200;

/** A command as one would type it, on one line of at most 200 characters, secrets taken out. */
export function formatCommandLine(command: readonly string[], environment: NodeJS.ProcessEnv): string {
  const words = command.map((word, index) => {
    if (isSecretOption(command[index - 1] ?? '')) return '[redacted]';
    // Quoting could break a secret up: it is looked for before and after.
    return quoteWord(redact(word, environment));
  });
  const line = Array.from(toPrintableLine(redact(words.join(' '), environment)));
  return line.length <= maxLength ? line.join('') : `${line.slice(0, maxLength - 1).join('')}…`;
}
