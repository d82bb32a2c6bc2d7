import fc from 'fast-check';
import { expect, test } from 'vitest';

import { redact } from '../../../../packages/spool/src/text/redact.ts';
import { isSecretVariable } from '../../../../packages/spool/src/text/secretNames.ts';

test('the value of any variable that is a secret by its name is taken out, and no other', () => {
  const word = fc.constantFrom(
    ...'A _ 1 MY SSH DB SMTP PASS PWD OLDPWD pass Pwd TOKEN SECRET PASSWD PASSWORD PASSPHRASE KEY API _KEY AUTH'.split(
      ' ',
    ),
    ...'CREDENTIAL WEBHOOK PUBLIC SIGNING MASTER _PWD _PASS _AUTH S FILE MAX TOKENS'.split(' '),
  );
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(''));
  let secrets = 0;
  fc.assert(
    fc.property(name, (called) => {
      const isSecret = isSecretVariable(called, 'correct horse');
      expect(redact('correct horse', { [called]: 'correct horse' })).toBe(isSecret ? '[redacted]' : 'correct horse');
      if (isSecret) secrets += 1;
    }),
    { numRuns: 2000 },
  );
  expect(secrets).toBeGreaterThan(100);
});
