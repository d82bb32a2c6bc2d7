import { isSecretField, isSecretVariable, nameHints } from './secretNames.ts';
import { mark, type PatternGroup, patternGroups } from './secretPatterns.ts';

const minSecretLength = 8;

// What a shell calls the directories that it works and has worked in; nearly every environment has them.
const directories = new Set(['PWD', 'OLDPWD']);

// Reading process.env costs a call for each variable; what it holds does not change while a command runs.
const secretsOf = new WeakMap<NodeJS.ProcessEnv, readonly string[]>();

function findSecrets(environment: NodeJS.ProcessEnv): readonly string[] {
  const known = secretsOf.get(environment);
  if (known !== undefined) return known;
  const secrets = mayNameSecrets(environment)
    ? Object.entries(environment).flatMap(([name, value]) =>
        value === undefined || value.length < minSecretLength || !isSecretVariable(name, value) ? [] : [value],
      )
    : [];
  // One may be the beginning of another.
  secrets.sort((a, b) => b.length - a.length);
  secretsOf.set(environment, secrets);
  return secrets;
}

// One look at all names takes a small part of the time of one at each: most environments have no such name.
function mayNameSecrets(environment: NodeJS.ProcessEnv): boolean {
  const names = Object.keys(environment).filter((name) => !directories.has(name));
  return new RegExp(nameHints, 'i').test(names.join('\n'));
}

// To make all expressions, and to run each for the first time, takes longer than all else that a small command does. Most
// texts have nothing that one of them could find, and are known by this one.
let anyHint: RegExp | undefined;

function mayHoldSecret(text: string): boolean {
  anyHint ??= new RegExp(patternGroups.map(({ needs }) => needs).join('|'), 'i');
  return anyHint.test(text);
}

interface ReadyGroup {
  hint: RegExp;
  patterns?: ReturnType<PatternGroup['make']>;
}

const readyGroups = new Map<PatternGroup, ReadyGroup>();

function applyGroup(text: string, group: PatternGroup): string {
  const ready = readyGroups.get(group) ?? { hint: new RegExp(group.needs, 'i') };
  readyGroups.set(group, ready);
  if (!ready.hint.test(text)) return text;
  ready.patterns ??= group.make();
  let result = text;
  for (const [pattern, replacement] of ready.patterns) result = result.replace(pattern, replacement as string);
  return result;
}

/**
 * Text with the secrets taken out that can be known by their form, by the name that stands before them, or that are
 * values of variables in `environment` whose names say so; an environment is looked at once.
 */
export function redact(text: string, environment: NodeJS.ProcessEnv): string {
  let result = text;
  for (const secret of findSecrets(environment)) result = result.replaceAll(secret, mark);
  return mayHoldSecret(result) ? patternGroups.reduce(applyGroup, result) : result;
}

/**
 * The value of a field, redacted: all of it where its name says that it is a secret, or that of a field around it.
 * @param names of these fields
 */
export function redactField(names: readonly string[], value: string, environment: NodeJS.ProcessEnv): string {
  const isSecret = value !== '' && names.some((name) => isSecretField(name, value));
  return isSecret ? mark : redact(value, environment);
}
