import { expect, test } from 'vitest';

import { redact } from '../../../../packages/spool/src/text/redact.ts';

test.each([
  ['token=abcdef12', 'token=[redacted]'],
  ['"api_key": "abcdef12"', '"api_key": "[redacted]"'],
  ['curl -u me:hunter2 https://x', 'curl -u me:[redacted] https://x'],
  ['--password hunter2 --user 1000:1000', '--password [redacted] --user 1000:1000'],
  ['https://me:hunter2@example.org/', 'https://me:[redacted]@example.org/'],
  ['Authorization: Bearer abcdefgh1234', 'Authorization: Bearer [redacted]'],
  ['123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhII', '[redacted]'],
  ['https://discord.com/api/webhooks/1234/abc-DEF', 'https://discord.com/api/webhooks/1234/[redacted]'],
  ['-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', '[redacted]'],
])('in %j nothing secret is left', (text, expected) => {
  expect(redact(text, {})).toBe(expected);
});

test.each(['/etc/passwd: Permission denied', 'the tokens are fine', 'at 12:30', 'uid 1000:1000'])(
  '%j is left as it is',
  (text) => {
    expect(redact(text, {})).toBe(text);
  },
);

test('the value of a variable whose name says that it is secret is taken out wherever it stands', () => {
  const environment = { MY_TOKEN: 'correct-horse', SHORT_TOKEN: 'ab', PATH: 'correct-horse-battery' };
  expect(redact('a correct-horse, ab', environment)).toBe('a [redacted], ab');
});
