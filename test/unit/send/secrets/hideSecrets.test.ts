import { expect, test } from 'vitest';

import { hideSecrets } from '../../../../packages/send/src/secrets/hideSecrets.ts';

test('a secret is hidden as it stands, within a longer one, and as a part of an address', () => {
  const secrets = ['a b/c secret', 'a b/c secret and more', 'abc'];
  const text = 'x a b/c secret and more y a b/c secret z a%20b%2Fc%20secret abc';
  expect(hideSecrets(text, secrets, {})).toBe('x [redacted] y [redacted] z [redacted] abc');
});
