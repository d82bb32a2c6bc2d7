import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { redact } from '../../../../packages/spool/src/text/redact.ts';
import { patternGroups } from '../../../../packages/spool/src/text/secretPatterns.ts';

const all = patternGroups.flatMap(({ needs, make }) => make().map(([pattern, by]) => ({ needs, pattern, by })));

/** Every expression on every text, whatever it may hold. */
function redactAtLength(text: string): string {
  return all.reduce((left, { pattern, by }) => left.replace(pattern, by as string), text);
}

/** Whether an expression takes something out of a text. */
function takesOut({ pattern, by }: (typeof all)[number], text: string): boolean {
  return text.replace(pattern, by as string) !== text;
}

const [long, twenty] = ['a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8', 'abcdefghijklmnopqrstuvwx'];

/** One text at least for each expression. */
const samples = [
  '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----',
  'abc\n-----END PRIVATE KEY-----',
  'https://api.telegram.org/BOT123:abc/x',
  `123456789:${long}`,
  'xoxb-123456789012 xapp-1-abcdefgh',
  `ghp_${long} github_pat_${long} glpat-${long} npm_${long}`,
  `sk-${long} rk_live_${long} SG.${long}.${long} hf_${long}`,
  `AIza${long} ya29.${long} pypi-${long} syt_${long} whsec_${long} tk_abcdefghijklmnopqrstuvwxyz012`,
  'AKIAABCDEFGHIJKLMNOP',
  'eyJabcdefghij.abcdefghij.abc',
  'https://discord.com/api/webhooks/1234/abc-DEF',
  'https://hooks.slack.com/services/T000/B000/XXXX',
  'https://hooks.zapier.com/hooks/catch/12/ab https://x.office.com/webhookb2/ab https://x/with/key/abc',
  `https://x/hooks/${long}`,
  'https://me:hunter2@example.org/',
  `https://${long}@example.org/`,
  'ftp me:hunter2@example.org',
  'https://x/?a=1&token=abc&b=2 https://x/?X-Amz-Signature=0a1b2c https://x/?jwt=abcd&code_verifier=abcd',
  'https://x/?auth=QmFzaWMx https://x/?sessionid=QmFzaWMx https://x/?ticket=QmFzaWMx',
  `key=${long}`,
  'https://x/b?sv=2020&sig=ab%2Fcd%3D',
  'Authorization: Digest username="me", response="6629fae4"',
  'Proxy-Authorization: Basic bWU6aHVudGVyMg==',
  `bearer ${long}`,
  'Set-Cookie: a=b; c=d',
  'Passphrase: correct horse battery',
  '{"password":"correct horse","n":1}',
  'passwd=hunter2 access_key=hunter2 token => hunter2',
  'smtp_pass="hunter two"',
  'smtp_pass: hunter2 _auth=bWU6aHVudGVyMg',
  "dbPass='hunter two'",
  'dbPass=hunter2',
  'Pwd="hunter two"',
  'Pwd=hunter2',
  'sshpass="hunter two"',
  'SSHPASS=hunter2',
  "SSHPASS: 'hunter two'",
  'SSHPASS: hunter2',
  'DEPLOY_KEY=abcdef DISCORD_WEBHOOK_URL=abcdef MY_CREDENTIAL=abcdef NPM_AUTH=abcdef PGPWD_2=abcdef',
  '--password hunter2 --smtp-pwd hunter2 --credentials hunter2',
  'curl -u me:hunter2 --user me:hunter2 --proxy-user me:hunter2',
  'mysql -phunter2',
  '7za x -phunter2',
  'redis-cli -h db -a hunter2 ping',
  'ldapsearch -x -w hunter2',
  'sshpass -p hunter2',
  `the ${twenty} copied 12 files to /srv at 10:11, exit=0`,
];

describe('the look whether a text may hold a secret', () => {
  test('is tried on every expression', () => {
    const unused = all.filter((one) => !samples.some((sample) => takesOut(one, sample)));
    expect(unused.map(({ pattern }) => pattern.source)).toEqual([]);
  });

  test('spares ordinary text all of them', () => {
    const text = 'the copy of 12 files ended at 10:11 with exit=0, 80% of /srv; see https://example.org/a?page=2';
    expect(patternGroups.filter(({ needs }) => new RegExp(needs, 'i').test(text))).toEqual([]);
  });

  // Whole samples, parts of them, and parts put together anew.
  const part = fc
    .tuple(fc.constantFrom(...samples), fc.nat(200), fc.nat(200))
    .map(([sample, start, length]) => sample.slice(start % sample.length, (start % sample.length) + length));
  const pieces = fc.oneof(fc.constantFrom(...samples), part, fc.constantFrom(' ', '=', ': ', '"', '\n'), fc.string());
  const text = fc.array(pieces, { maxLength: 6 }).map((some) => some.join(''));
  const anyCase = fc.tuple(text, fc.constantFrom('toLowerCase', 'toUpperCase', 'toString')).map(([it, as]) => it[as]());

  test('changes nothing of what is taken out', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        expect(redact(it, {})).toBe(redactAtLength(it));
      }),
      { numRuns: 2000 },
    );
  });

  test('finds something wherever an expression takes something out', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        const missed = all.filter((one) => takesOut(one, it) && !new RegExp(one.needs, 'i').test(it));
        expect(missed).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
