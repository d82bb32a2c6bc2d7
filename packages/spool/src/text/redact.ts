import { isSecretField, isSecretVariable } from './secretNames.ts';
import { mark, secretPatterns } from './secretPatterns.ts';

const minSecretLength = 8;

// Reading process.env costs a call for each variable; what it holds does not change while a command runs.
const secretsOf = new WeakMap<NodeJS.ProcessEnv, readonly string[]>();

function findSecrets(environment: NodeJS.ProcessEnv): readonly string[] {
  const known = secretsOf.get(environment);
  if (known !== undefined) return known;
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || value.length < minSecretLength || !isSecretVariable(name, value) ? [] : [value],
  );
  // One may be the beginning of another.
  secrets.sort((a, b) => b.length - a.length);
  secretsOf.set(environment, secrets);
  return secrets;
}

/**
 * Text with the secrets taken out that can be known by their form, by the name that stands before them, or that are
 * values of variables in `environment` whose names say so; an environment is looked at once.
 */
export function redact(text: string, environment: NodeJS.ProcessEnv): string {
  let result = text;
  for (const secret of findSecrets(environment)) result = result.replaceAll(secret, mark);
  for (const [pattern, replacement] of secretPatterns) result = result.replace(pattern, replacement as string);
  return result;
}

/** The value of a field, redacted: all of it where the name says that it is a secret. */
export function redactField(name: string, value: string, environment: NodeJS.ProcessEnv): string {
  return isSecretField(name, value) && value !== '' ? mark : redact(value, environment);
}
