/*
 * What calls itself a secret. Every word that says so stands here, once; `redact` makes its expressions of them.
 */

const keyKinds = 'api|access|private|secret|signing|encryption|account|shared|master|service|license|auth';

/** Words that make the name of a value a secret's, wherever they stand in it; a part of a regular expression. */
export const secretWords = String.raw`token|secret|passw(?:or)?d|passphrase|(?:${keyKinds})[_-]?key`;

/** Words that do so as the last part of a longer name only: `db_pass`, `MYSQL_PWD`. */
export const secretEndings = 'pass|pwd';

/** Names whose last part is glued to what it opens: SSHPASS, dbpass. COMPASS and bypass are none. */
export const gluedNames = `(?:admin|auth|db|ftp|http|imap|key|ldap|mail|mysql|pg|pop3?|proxy|redis|root|sftp|smtp|sql|ssh|store|user|vpn|web|wifi)(?:${secretEndings})`;

/** The words of options and names. In prose "credential:" is mostly a heading. */
export const secretNameWords = `${secretWords}|credential`;

/** What every name of a secret holds, whoever calls it one: of a field, an option, a variable. */
export const nameHints = `${secretNameWords}|${secretEndings}|_auth|_key|webhook`;

const anyWord = new RegExp(secretNameWords, 'i');
const lastWord = new RegExp(String.raw`(?:${secretNameWords})(?:[_-]?\d+)?$`, 'i');
const lastWords = new RegExp(String.raw`(?:${secretNameWords})s$`, 'i');
const ending = new RegExp(String.raw`(?:^|[_.-])(?:${secretEndings}|${gluedNames})$`, 'i');
const camelEnding = /[a-z](?:Pass|Pwd)$/;
const variableEnding = new RegExp(String.raw`(?:_(?:${secretEndings}|auth)|(?:^|_)${gluedNames})(?:_?\d+)?$`, 'i');
// A key, but not one that everybody may know.
const keyVariable = /(?<!^|PUBLIC|PRIMARY|FOREIGN|SORT|PARTITION|CACHE)_KEY(?:_?\d+)?$/;
const secretOption = new RegExp(
  String.raw`^--?(?:[\w-]*(?:${secretNameWords})s?|(?:[\w-]*[_-])?(?:${secretEndings}))$`,
  'i',
);
// Where a secret lies.
const isPlace = /_(?:FILE|PATH|DIR|DIRECTORY|SOCK)$/i;
// What a language model counts: max_tokens, tokens.
const isCount = /(?:max|min|num|total|input|output|prompt|completion|used|left)[_-]?tokens?$|tokens$/i;

/** Whether an option's value is a secret, by the option's name: `--api-key`. */
export function isSecretOption(word: string): boolean {
  return secretOption.test(word) && !isCount.test(word);
}

/** Whether the value of a field is a secret, by its name: `password`, `apiKey`, `db_pass`. */
export function isSecretField(name: string, value: string): boolean {
  if (isCount.test(name)) return false;
  if (lastWord.test(name) || ending.test(name) || camelEnding.test(name)) return true;
  // "secrets: 3" is a count, "credentials: me:hunter2" is none.
  return lastWords.test(name) && !/^[\d.]*$/.test(value);
}

/** Whether the value of a variable of the environment is a secret, by its name. */
export function isSecretVariable(name: string, value: string): boolean {
  if (isPlace.test(name) || isCount.test(name)) return false;
  // The address of a webhook is a secret itself.
  if (anyWord.test(name) || keyVariable.test(name) || /WEBHOOK/i.test(name)) return true;
  // Some PWD is the directory that a program works in.
  return variableEnding.test(name) && !(/_PWD$/i.test(name) && value.startsWith('/'));
}
