import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { redact, redactField } from '../../../../packages/spool/src/text/redact.ts';

const bot = '123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhII';

describe('nothing secret is left', () => {
  test.each([
    ['token=abcdef12', 'token=[redacted]'],
    ['"api_key": "abcdef12"', '"api_key": "[redacted]"'],
    ['{"password":"correct horse","n":1}', '{"password":"[redacted]","n":1}'],
    [String.raw`{\"password\":\"a b\",\"n\":1}`, String.raw`{\"password\":\"[redacted]\",\"n\":1}`],
    ["passphrase: 'correct horse battery'", "passphrase: '[redacted]'"],
    ['password => "hunter2"', 'password => "[redacted]"'],
    ['curl -u me:hunter2 https://x', 'curl -u me:[redacted] https://x'],
    ['--password hunter2 --user 1000:1000', '--password [redacted] --user 1000:1000'],
    ['mysql -phunter2 -u root', 'mysql -p[redacted] -u root'],
    ['mysqldump --user root -p"hunter two" db', 'mysqldump --user root -p[redacted] db'],
    ['redis-cli -h db -a hunter2 ping', 'redis-cli -h db -a [redacted] ping'],
    ['password: hunter2 two', 'password: [redacted]'],
    ['Passphrase: correct horse battery\nnext line', 'Passphrase: [redacted]\nnext line'],
    ['password: hunter2 two host=db', 'password: [redacted] host=db'],
    ['--smtp-pass=hunter2 --passphrase abc def', '--smtp-pass=[redacted] --passphrase [redacted] def'],
    [`https://api.telegram.org/bot${bot}/sendMessage`, 'https://api.telegram.org/bot[redacted]/sendMessage'],
    ['https://api.telegram.org/bot123:ABC-def/getMe', 'https://api.telegram.org/bot[redacted]/getMe'],
    ['/bot123456789%3AAAaaBBbbCC/getMe', '/bot[redacted]/getMe'],
    [bot, '[redacted]'],
    ['https://hooks.slack.com/services/T000/B000/XXXX', 'https://hooks.slack.com/services/[redacted]'],
    ['https://discord.com/api/webhooks/1234/abc-DEF', 'https://discord.com/api/webhooks/1234/[redacted]'],
    [
      'https://discord.com/api/v10/webhooks/1234/abc-DEF?wait=1',
      'https://discord.com/api/v10/webhooks/1234/[redacted]?wait=1',
    ],
    ['-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', '[redacted]'],
  ])('of a form that is known: %j', (text, expected) => {
    expect(redact(text, {})).toBe(expected);
  });

  test.each([
    ['Authorization: Bearer abcdefgh1234', 'Authorization: Bearer [redacted]'],
    ['Authorization: Token abcdef', 'Authorization: Token [redacted]'],
    ['curl -H "Authorization: ApiKey abc=="', 'curl -H "Authorization: ApiKey [redacted]"'],
    ['Authorization: Custom s3cr3t', 'Authorization: Custom [redacted]'],
    ['authorization: 0123456789abcdef', 'authorization: [redacted]'],
    ['{"Authorization":"Bot abc.def"}', '{"Authorization":"Bot [redacted]"}'],
    ['Authorization: Digest username="me", response="6629fae4"', 'Authorization: Digest [redacted]'],
    ['Proxy-Authorization: Basic bWU6aHVudGVyMg==', 'Proxy-Authorization: Basic [redacted]'],
    ['X-Api-Key: abcdef', 'X-Api-Key: [redacted]'],
    ['Cookie: a=b; c=d', 'Cookie: [redacted]'],
  ])('in a header: %j', (text, expected) => {
    expect(redact(text, {})).toBe(expected);
  });

  test.each([
    ['https://me:hunter2@example.org/', 'https://me:[redacted]@example.org/'],
    ['postgres://me:hun/t@er2@db:5432/x', 'postgres://me:[redacted]@db:5432/x'],
    ['redis://:hunter2@localhost', 'redis://:[redacted]@localhost'],
    ['ftp me:hunter2@example.org', 'ftp me:[redacted]@example.org'],
    ['https://x/?auth=QmFzaWMx', 'https://x/?auth=[redacted]'],
    ['https://x/?a=1&token=abc&b=2', 'https://x/?a=1&token=[redacted]&b=2'],
    ['https://x/?pass=abc#top', 'https://x/?pass=[redacted]#top'],
    ['https://x/b?sv=2020&sig=ab%2Fcd%3D&se=1', 'https://x/b?sv=2020&sig=[redacted]&se=1'],
    ['https://x/?X-Amz-Signature=0a1b2c', 'https://x/?X-Amz-Signature=[redacted]'],
    ['AccountName=x;AccountKey=abc+/d==;Suffix=y', 'AccountName=x;AccountKey=[redacted];Suffix=y'],
    ['Server=x;Uid=me;Pwd=hunter2;', 'Server=x;Uid=me;Pwd=[redacted];'],
  ])('in an address: %j', (text, expected) => {
    expect(redact(text, {})).toBe(expected);
  });

  test.each([
    ['BORG_PASSPHRASE=correct-horse-battery', 'BORG_PASSPHRASE=[redacted]'],
    ['DB_PASS=Tr0ub4dor3x', 'DB_PASS=[redacted]'],
    ["export MYSQL_PWD='hunter2'", "export MYSQL_PWD='[redacted]'"],
    ['DEPLOY_KEY=abcdef DEPLOY_KEY: abcdef', 'DEPLOY_KEY=[redacted] DEPLOY_KEY: [redacted]'],
    ['BACKUP_SECRET_PROD=abc', 'BACKUP_SECRET_PROD=[redacted]'],
    ['smtp_pass: hunter2', 'smtp_pass: [redacted]'],
    ['dbPass=hunter2', 'dbPass=[redacted]'],
    ['SSHPASS=hunter2 ssh me@host', 'SSHPASS=[redacted] ssh me@host'],
    ["export SSHPASS='hunter two'", "export SSHPASS='[redacted]'"],
    ['SSHPASS: hunter2', 'SSHPASS: [redacted]'],
    ['dbpass=hunter2', 'dbpass=[redacted]'],
    ['//registry.example.org/:_auth=bWU6aHVudGVyMg', '//registry.example.org/:_auth=[redacted]'],
  ])('behind the name of a variable: %j', (text, expected) => {
    expect(redact(text, {})).toBe(expected);
  });

  test('as the value of a variable whose name says so, wherever it stands', () => {
    const environment = {
      MY_TOKEN: 'correct-horse',
      BORG_PASSPHRASE: 'correct-horse-battery',
      DB_PASS: 'Tr0ub4dor3x',
      MYSQL_PWD: 'hunter2hunter2',
      SSH_KEY: 'abcdefgh',
      SHORT_TOKEN: 'ab',
      NAME: 'plain-enough',
    };
    const text = 'correct-horse, correct-horse-battery, Tr0ub4dor3x, hunter2hunter2, abcdefgh, ab, plain-enough';
    const left = redact(text, environment);
    expect(left).toBe('[redacted], [redacted], [redacted], [redacted], [redacted], ab, plain-enough');
  });

  test.each(['password', 'apiKey', 'api_key', 'db_pass', 'dbPass', 'authToken', 'passphrase', 'token2'])(
    'of a field that is called %s',
    (name) => {
      expect(redactField([name], 'x', {})).toBe('[redacted]');
    },
  );
});

describe('ordinary text is left as it is', () => {
  test.each([
    '/etc/passwd: Permission denied',
    'the tokens are fine',
    'at 12:30',
    'uid 1000:1000',
    'Basic authentication failed, bearer of news',
    'authorization: denied for user bob',
    'token: expired',
    'COMPASS=north BYPASS=yes bypass=12',
    'sshpass: command not found',
    'ssh -p2222 host; docker run -p8080:80 x; mkdir -p /a/b',
    'mysql -u root -p db',
    'mysql failed; ls -png',
    'password: required for user bob',
    'password: see the vault',
    'password: required',
    '--max-tokens 4096 max_tokens=4096',
    'tests_total=12 pass=12 fail=0',
    '# pass 128',
    'PASS: compiles and runs',
    'the bypass: works',
    'PWD=/srv/app OLDPWD=/srv INIT_PWD=/srv',
    'PUBLIC_KEY=abcdef PRIMARY_KEY=id',
    'SECRETS_DIR=/run/secrets TOKEN_FILE=/run/token',
    'sort_key=name progressKey=step1',
    'mail to:ops@example.org or mailto:ops@example.org',
    'git@example.org:team/repo.git npm:react@18.2.0 nginx:1.25@sha256:abcdef',
    'https://example.org/?key=name&page=2',
    'https://example.org:8443/hooks/install',
    'https://slack.com/help, killed by sig=9',
    'INVALID_TOKEN_EXPIRED: log in again',
    'cookies: none',
  ])('%j', (text) => {
    expect(redact(text, {})).toBe(text);
  });

  test.each([
    ['tokens', '15234'],
    ['max_tokens', '4096'],
    ['secrets', '3'],
    ['step', 'compass'],
    ['bypass', 'no'],
    ['compass', 'north'],
    ['secrets_found', '3'],
    ['keys', '12'],
    ['monkey', 'x'],
  ])('as the value of a field that is called %s', (name, value) => {
    expect(redactField([name], value, {})).toBe(value);
  });

  test('whatever its words', () => {
    const words = fc.constantFrom(
      'the',
      'copy',
      'of',
      '12',
      'files',
      'ended',
      'at',
      '10:11',
      'with',
      'exit=0',
      '80%',
      '/srv',
    );
    fc.assert(
      fc.property(fc.array(words), (some) => {
        expect(redact(some.join(' '), {})).toBe(some.join(' '));
      }),
    );
  });
});

describe('a secret of any letters', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{5}[0-9][A-Za-z0-9._~-]{6,30}[A-Za-z0-9]$/);
  const forms = [
    (it: string) => `password=${it}`,
    (it: string) => `{"token": "${it}"}`,
    (it: string) => `DB_PASS=${it}`,
    (it: string) => `Authorization: Token ${it}`,
    (it: string) => `https://me:${it}@example.org/x`,
    (it: string) => `https://example.org/?a=1&token=${it}&b=2`,
    (it: string) => `https://api.telegram.org/bot123456789:${it}/getMe`,
    (it: string) => `run --api-key ${it} now`,
  ];

  test('is not left in any form, and what is around it is', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...forms), (it, form) => {
        const left = redact(`begin ${form(it)} end`, {});
        expect(left).not.toContain(it);
        expect(left).toMatch(/^begin .* end$/);
      }),
    );
  });

  test('is taken out once and for all', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...forms), fc.string(), (it, form, more) => {
        const once = redact(`${form(it)} ${more}`, {});
        expect(redact(once, {})).toBe(once);
      }),
    );
  });
});

// Work that grows with the square of such a text is not done before the runner ends a test that hangs.
test('a flood of text comes to an end', () => {
  for (const part of [
    'a',
    'mysql ',
    'mysql-',
    'password: ',
    'password: a ',
    'A_',
    'token',
    'me:',
    '--pass ',
    'x=',
    'Authorization: ',
    '-----BEGIN ',
    'https://',
    '"password": "',
    '\\',
  ])
    expect(redact(part.repeat(2 ** 20 / part.length), {}).length).toBeGreaterThan(0);
});
