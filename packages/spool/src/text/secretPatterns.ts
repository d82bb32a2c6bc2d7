import { gluedNames, isSecretVariable, nameHints, secretEndings, secretNameWords, secretWords } from './secretNames.ts';

/** What stands in place of a secret. */
export const mark = '[redacted]';

/** An expression, and what takes the place of what it finds. */
type Pattern = readonly [RegExp, string | ((found: string, ...groups: string[]) => string)];

/** Expressions that are made when a text is met in which one of them may find something. */
export interface PatternGroup {
  /**
   * Source of an expression, for letters of any case.
   * Guarantee: it finds something wherever one of the patterns takes something out.
   */
  needs: string;
  make: () => readonly Pattern[];
}

// What is redacted already is no secret: what is done twice is done once.
const notDone = String.raw`(?!\[redacted\])`;

// Words that follow "token:" or "password=" in ordinary messages.
const plainWords = [
  'accepted|bad|cannot|changed|correct(?! horse)|denied|disabled|empty|enabled|expected|expired|failed|false|found|has|incorrect',
  'invalid|is|mismatch|missing|must|no|none|not|null|off|ok|on|please|rejected|required|reset|rotated|see|set|should|too',
  'true|try|undefined|unknown|unset|updated|valid|was|will|wrong|yes',
].join('|');
const notPlain = String.raw`(?!(?:${plainWords})(?![\w-]))`;

// A value without quotes. A backslash belongs to it, unless it escapes the quote that ends a JSON text.
const bare = String.raw`${notDone}${notPlain}(?:[^\s"',;\\]|\\(?!["'])){3,}`;

/** `name` and its value, in any notation: `name=value`, `name: value`, `"name": "value"`, `\"name\":\"value\"`. */
function assigned(name: string, separator: string, flags: string): Pattern[] {
  const head = String.raw`${name}\\?["']?[ \t]{0,4}${separator}[ \t]{0,4}`;
  return [
    // Between quotes, blanks are part of it.
    [
      new RegExp(String.raw`(${head})(\\?["'])${notDone}(?:(?!\2)(?:\\[^\r\n]|[^\\\r\n])){1,2000}(?=\2)`, flags),
      `$1$2${mark}`,
    ],
    [new RegExp(String.raw`(${head}\\?["']?)${bare}`, flags), `$1${mark}`],
  ];
}

// Not "/etc/passwd: Permission denied": what a path comes before is no value.
const separator = String.raw`(?:=>?|(?<!\/[\w.-]{1,60}):=?)`;

const keyBlock = String.raw`PRIVATE KEY(?: BLOCK)?-----`;

// Text of a kind that is hardly ever anything but a credential.
const looksRandom = String.raw`(?=[^\s"']*\d|[^\s"']{20})`;

// How those begin that are known by their form, and where they stand in an address.
const knownForms = [
  '/bot',
  String.raw`\d:[\w-]{30}`,
  'xox[a-z]-|xapp-',
  'gh[pousr]_|github_pat_|glpat-|npm_',
  String.raw`sk-|[sr]k_|SG\.|hf_`,
  String.raw`AIza|ya29\.|pypi-|syt_|whsec_|tk_`,
  'AKIA|ASIA|eyJ',
  'hooks?[/.]|webhookb2/|/with/key/',
].join('|');

const schemes =
  'api-?key|aws4-hmac-sha256|basic|bearer|bot|digest|geniekey|hawk|hmac|jwt|key|mac|negotiate|ntlm|oauth|private-token|signature|sso-key|token|vapid';

function makeKeyBlockPatterns(): Pattern[] {
  return [
    [new RegExp(String.raw`-----BEGIN [A-Z ]*${keyBlock}[\s\S]*?(?:-----END [A-Z ]*${keyBlock}|$)`, 'g'), mark],
    // A key whose beginning was cut off.
    [new RegExp(String.raw`^[\s\S]*-----END [A-Z ]*${keyBlock}`), mark],
  ];
}

function makeKnownFormPatterns(): Pattern[] {
  return [
    // Telegram's bots, also within an address, behind "bot".
    [/(\/bot)\d{1,20}(?::|%3A)[\w-]{3,}/gi, `$1${mark}`],
    [/(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}/g, mark],
    [/\b(?:xox[abceoprs]|xapp)-[A-Za-z0-9.-]{8,}/g, mark],
    [/\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bnpm_[A-Za-z0-9]{30,}/g, mark],
    [/\bsk-[\w-]{16,}|\b(?:sk|rk)_(?:live|test)_\w{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bhf_[A-Za-z0-9]{20,}/g, mark],
    [
      /\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bpypi-[\w-]{30,}|\bsyt_\w{10,}|\bwhsec_[\w+/=]{16,}|\btk_[a-z0-9]{29}\b/g,
      mark,
    ],
    [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mark],
    [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mark],
    // Addresses whose path is the secret.
    [/(\/api\/(?:v\d+\/)?webhooks\/\d+\/)[\w-]+/g, `$1${mark}`],
    [/(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, `$1${mark}`],
    [
      /(hooks\.zapier\.com\/hooks\/catch\/|\.office(?:365)?\.com\/webhook(?:b2)?\/|\/with\/key\/)[\w@/-]+/g,
      `$1${mark}`,
    ],
    [/(\/hooks\/)(?=[\w/]*\d)[A-Za-z0-9]{16,}(?:\/[A-Za-z0-9]+)*/g, `$1${mark}`],
  ];
}

function makeLoginPatterns(): Pattern[] {
  return [
    // user:password@host, in an address (the password may hold any sign) and alone.
    [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/?#"']{0,100}:)(?!\[redacted\]@)[^\s"'<>]{1,200}@(?=[\w[.-])/gi, `$1${mark}@`],
    [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)(?=[^\s@]*\d)[\w-]{20,200}@(?=[\w[])/gi, `$1${mark}@`],
    [
      /((?:^|[\s"'=(])(?!(?:mailto|to|from|cc|bcc|mail|email|contact|by|author|npm|xmpp|sips?|acct):)[A-Za-z][\w.-]{0,60}:)(?=[^\s:@]*[^A-Za-z\s:@])[^\s:/@"']{4,100}@(?=(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b|localhost\b|\d{1,3}(?:\.\d{1,3}){3}\b|[\w-]{1,63}:\d{2,5}\b)/gi,
      `$1${mark}@`,
    ],
  ];
}

function makeQueryPatterns(): Pattern[] {
  return [
    [
      new RegExp(
        String.raw`([?&](?:[\w.-]{0,40}(?:${secretWords}|signature|credential)|${secretEndings}|jwt|code_verifier)=)${notDone}[^&\s"'<>#]{3,}`,
        'gi',
      ),
      `$1${mark}`,
    ],
    [new RegExp(String.raw`([?&](?:auth|ticket|session(?:id)?)=)${notDone}[^&\s"'<>#]{6,}`, 'gi'), `$1${mark}`],
    [
      new RegExp(String.raw`((?:^|[\s?&;"'])(?:sig|key)=)${notDone}(?=[^&\s"'<>#]{0,200}\d)[^&\s"'<>#]{16,}`, 'gi'),
      `$1${mark}`,
    ],
    [new RegExp(String.raw`([?&]sig=)${notDone}[^&\s"'<>#]{4,}`, 'gi'), `$1${mark}`],
  ];
}

function makeHeaderPatterns(): Pattern[] {
  return [
    // Of a scheme with named parts, such as Digest, all of the line is left out.
    [
      /(\b(?:proxy-)?authorization\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?(?:digest|hawk|oauth|signature|aws4-hmac-sha256|vapid|mac)[ \t]+)(?!\[redacted\])(?=\w+=)[^\r\n]+/gi,
      `$1${mark}`,
    ],
    [
      new RegExp(
        String.raw`(\b(?:proxy-)?authorization\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?(?:(?:${schemes})[ \t]+|[\w-]{2,40}[ \t]+${looksRandom}|${looksRandom}(?![\w-]{1,40}[ \t]+\[redacted\])))${notDone}[^\s"']{3,}`,
        'gi',
      ),
      `$1${mark}`,
    ],
    [
      new RegExp(String.raw`(\b(?:bearer|basic)[ \t]+)${notDone}${looksRandom}[A-Za-z0-9._~+/=-]{8,}`, 'gi'),
      `$1${mark}`,
    ],
    [/(\b(?:set-)?cookie\\?["']?[ \t]{0,4}:[ \t]{0,4}\\?["']?)(?!\[redacted\])[^\r\n"']+/gi, `$1${mark}`],
  ];
}

function makeNamePatterns(): Pattern[] {
  return [
    // A password without quotes may have blanks: all of the line is left out, up to the next name with its value.
    [
      new RegExp(
        String.raw`((?:passw(?:or)?d|passphrase)(?:[_-]?\d{1,3})?[ \t]{0,4}(?<!\/[\w.-]{1,60}):[ \t]{1,4})${bare}(?:[ \t]{1,8}(?![\w.-]{1,60}[:=])[^\s"',;\\]+)+`,
        'gi',
      ),
      `$1${mark}`,
    ],
    ...assigned(String.raw`(?:${secretWords})(?:[_-]?\d{1,3})?`, separator, 'gi'),
    // What begins with "/" is a directory, and no password: INIT_PWD=/srv.
    ...assigned(
      String.raw`(?:[A-Za-z0-9][_.-](?:${secretEndings})|_auth)`,
      String.raw`${separator}(?![ \t]{0,4}\\?["']?\/)`,
      'gi',
    ),
    ...assigned(String.raw`(?:[a-z](?:Pass|Pwd)|\\?["'](?:${secretEndings}))`, separator, 'g'),
    // "pass=12" and "PASS: name" are what test runners print, and "pwd=/tmp" is a directory.
    ...assigned(String.raw`(?<![\w.-])(?:${secretEndings})`, String.raw`=(?![\d.]+(?:\s|$)|[/.~])`, 'gi'),
    // With a colon, "sshpass: not found" is what a shell says.
    ...assigned(String.raw`(?<![A-Za-z0-9])${gluedNames}`, String.raw`=(?![/~])`, 'gi'),
    ...assigned(String.raw`(?<![A-Za-z0-9])${gluedNames.toUpperCase()}`, String.raw`:(?![ \t]{0,4}\/)`, 'g'),
    // Variables by their whole name: BACKUP_SECRET_PROD, DEPLOY_KEY. With a colon, "TOKEN_EXPIRED: …" is an error.
    [
      /\b([A-Z][A-Z0-9_]{0,80})(=|(?<=_KEY):[ \t])(["']?)(?!\[redacted\])([^\s"',;]{3,})/g,
      (found, name, sign, quote, value) =>
        isSecretVariable(name ?? '', value ?? '') ? `${name}${sign}${quote}${mark}` : found,
    ],
    // Options, with their value in the next word: --password hunter2.
    [
      new RegExp(
        String.raw`((?:^|\s)--?(?:[\w-]{0,40}(?:${secretNameWords})s?|(?:[\w-]{0,40}[_-])?(?:${secretEndings}))[ \t]{1,4}["']?)${notDone}(?!-|\d+(?:\s|$))[^\s"']{3,}`,
        'gi',
      ),
      `$1${mark}`,
    ],
  ];
}

function makeOptionPatterns(): Pattern[] {
  return [
    // curl -u user:password (but not -u 1000:1000).
    [
      /((?:^|\s)(?:-u|--user|--proxy-user)[\s=]{0,4}["']?[^\s:"']{1,100}:)(?!\d+(?:\s|$)|\[redacted\])[^\s"']+/g,
      `$1${mark}`,
    ],
    // Options of one letter, with their value glued on or behind them: mysql -phunter2, redis-cli -a hunter2.
    ...[
      [String.raw`(?:mysql|mariadb)[\w-]{0,30}|7z[arz]?`, '-p'],
      ['redis-cli', String.raw`-a[ \t]{0,4}`],
      [String.raw`ldap\w{3,10}`, String.raw`-w[ \t]{0,4}`],
    ].map(
      ([program = '', option = '']): Pattern => [
        new RegExp(
          String.raw`(\b(?:${program})(?:[ \t]{1,8}[^\s|;&]{1,200}){0,20}?[ \t]{1,8}${option})(?:"${notDone}[^"\r\n]{1,200}"|'${notDone}[^'\r\n]{1,200}'|${notDone}[^\s"']{1,200})`,
          'g',
        ),
        `$1${mark}`,
      ],
    ),
    [/(\bsshpass[ \t]+-p[ \t]*["']?)(?!\[redacted\])[^\s"']+/g, `$1${mark}`],
  ];
}

/** Forms of well-known secrets, and what calls itself one; in the order in which they are looked for. */
export const patternGroups: readonly PatternGroup[] = [
  { needs: 'PRIVATE KEY', make: makeKeyBlockPatterns },
  { needs: knownForms, make: makeKnownFormPatterns },
  { needs: '@', make: makeLoginPatterns },
  {
    needs: String.raw`${nameHints}|signature|jwt|code_verifier|[?&](?:auth|ticket|session)|(?:sig|key)=`,
    make: makeQueryPatterns,
  },
  { needs: 'authorization|bearer|basic|cookie', make: makeHeaderPatterns },
  { needs: nameHints, make: makeNamePatterns },
  { needs: String.raw`-u|mysql|mariadb|7z|redis-cli|ldap|sshpass`, make: makeOptionPatterns },
];
