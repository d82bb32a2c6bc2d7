import { expect, test } from 'vitest';

import { hideSecrets } from '../../../../packages/send/src/secrets/hideSecrets.ts';

test('a secret is hidden as it stands, within a longer one, and as a part of an address', () => {
  const secrets = ['a b/c secret', 'a b/c secret and more', 'abc'];
  const text = 'x a b/c secret and more y a b/c secret z a%20b%2Fc%20secret abc';
  expect(hideSecrets(text, secrets, {})).toBe('x [redacted] y [redacted] z [redacted] abc');
});

test.each([
  ['Cannot POST /services/T0AAAAAAA/B0BBBBBBB/aB3dE5gH7j', 'Cannot POST [redacted]'],
  ['no hook aB3dE5gH7j here', 'no hook [redacted] here'],
  ['bad key plainkey99', 'bad key [redacted]'],
  ['535 bad password sEcr3t@pw for bob', '535 bad password [redacted] for bob'],
  ['these services are closed', 'these services are closed'],
])('of an address each part is hidden that a service may show: %s', (text, shown) => {
  const address = 'https://bob:sEcr3t%40pw@hooks.example.com/services/T0AAAAAAA/B0BBBBBBB/aB3dE5gH7j?key=plainkey99';
  expect(hideSecrets(text, [address], {})).toBe(shown);
});
