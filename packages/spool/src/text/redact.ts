const mark = '[redacted]';
const minSecretLength = 8;
// What calls itself a secret. In prose "credential:" is mostly a heading, so that it counts in names only.
const secretWords = String.raw`token|secret|passw(?:or)?d|(?:api|access|private)[_-]?key`;
const secretNames = `${secretWords}|credential`;
const secretName = new RegExp(secretNames, 'i');
const secretOption = new RegExp(String.raw`^--?[\w-]*(?:${secretNames})s?$`, 'i');

// Forms of well-known secrets, and assignments that call themselves one.
const patterns: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g, mark],
  // A key whose beginning was cut off.
  [/^[\s\S]*-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/, mark],
  [/\b\d{6,12}:[A-Za-z0-9_-]{30,}/g, mark],
  [/\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{8,}/g, mark],
  [
    /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bnpm_[A-Za-z0-9]{30,}|\bsk-[\w-]{16,}/g,
    mark,
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mark],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mark],
  [/(\/api\/webhooks\/\d+\/)[\w-]+|(hooks\.slack\.com\/services\/)[\w/]+/g, `$1$2${mark}`],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{0,100}:)[^\s@/]{1,200}@/gi, `$1${mark}@`],
  [/(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi, `$1${mark}`],
  [
    // Not "/etc/passwd: Permission denied": what a path comes before is no value.
    new RegExp(
      String.raw`((?:${secretWords})\\?["']?\s{0,4}(?:=|(?<!\/[\w.-]{1,60}):)\s{0,4}\\?["']?)(?:[^\s"',;\\]|\\(?!["'])){3,}`,
      'gi',
    ),
    `$1${mark}`,
  ],
  // Options, with their value in the next word: --password hunter2, curl -u user:password (but not -u 1000:1000).
  [new RegExp(String.raw`((?:^|\s)--?[\w-]{0,40}(?:${secretNames})s?\s{1,4}["']?)(?!-)[^\s"']{3,}`, 'gi'), `$1${mark}`],
  [/((?:^|\s)(?:-u|--user|--proxy-user)[\s=]{0,4}["']?[^\s:"']{1,100}:)(?!\d+(?:\s|$))[^\s"']+/g, `$1${mark}`],
  [/(\b(?:set-)?cookie\\?["']?\s{0,4}:\s{0,4}\\?["']?)[^\r\n"']+/gi, `$1${mark}`],
];

// Reading process.env costs a call for each variable; what it holds does not change while a command runs.
const secretsOf = new WeakMap<NodeJS.ProcessEnv, readonly string[]>();

function findSecrets(environment: NodeJS.ProcessEnv): readonly string[] {
  const known = secretsOf.get(environment);
  if (known !== undefined) return known;
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || value.length < minSecretLength || !secretName.test(name) ? [] : [value],
  );
  secretsOf.set(environment, secrets);
  return secrets;
}

/**
 * Text with the secrets taken out that can be known by their form, or that are values of variables in `environment`
 * whose names say so; an environment is looked at once.
 */
export function redact(text: string, environment: NodeJS.ProcessEnv): string {
  let result = text;
  for (const secret of findSecrets(environment)) result = result.replaceAll(secret, mark);
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}

/** Whether an option's value is a secret, by the option's name: `--api-key`. */
export function isSecretOption(word: string): boolean {
  return secretOption.test(word);
}
