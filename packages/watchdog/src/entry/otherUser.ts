import { basename } from 'node:path';

// Each names the user by an option; su and runuser also by a word of its own, before or behind the command.
const changers = /^(?:sudo|doas|runuser|su)$/;
const byWord = /^(?:runuser|su)$/;
const withValue = /^(?:-[csgGwTC]|--(?:command|session-command|shell|group|supp-group|whitelist-environment))$/;

/** The user that a command line changes to, by sudo and its like; undefined where it stays with its own. */
export function findOtherUser(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => changers.test(basename(word)));
  if (at < 0) return undefined;
  const rest = words.slice(at + 1);
  const own = byWord.test(basename(words[at] ?? '')) ? findOwnWord(rest) : undefined;
  return findOption(rest) ?? own ?? 'root';
}

function findOption(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    // There the command begins, which has options of its own.
    if (word === '--' || ![word, words[index - 1]].some((one) => one?.startsWith('-'))) break;
    if (/^(?:-\w*u|--user)$/.test(word)) return words[index + 1];
    const [, joined] = /^(?:--user=|-u)(.+)$/.exec(word) ?? [];
    if (joined !== undefined) return joined;
  }
  return undefined;
}

function findOwnWord(words: readonly string[]): string | undefined {
  return words.find((word, index) => !word.startsWith('-') && !withValue.test(words[index - 1] ?? ''));
}
