import { describe, expect, test } from 'vitest';

import { makeHome, reportText } from '../harness.ts';

const secret = 'SuperSecretValueABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** What deliveries.jsonl keeps of the output of a send command that fails. */
async function loggedOutput(command: string): Promise<string> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const result = await home.run('driver', ['r1', '--send-cmd', command], { env: { DEMO_TOKEN: secret } });
  expect(result).toMatchObject({ exitCode: 75 });
  const [event] = await home.deliveries();
  return String(event?.['output']);
}

describe('the output of a failed send', () => {
  test.each([8140, 8150, 8170, 8190, 65_500, 65_530])(
    'shows no part of a secret that stands %d bytes before its end',
    async (distance) => {
      const output = await loggedOutput(`printf %s "$DEMO_TOKEN"; head -c ${distance} /dev/zero | tr '\\0' .; exit 1`);
      for (let end = 8; end <= secret.length; end += 1) expect(output).not.toContain(secret.slice(end - 8, end));
      expect(Buffer.byteLength(output)).toBeLessThanOrEqual(8192);
    },
  );

  test('shows nothing of a private key whose beginning was cut off', async () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'.repeat(20);
    const output = await loggedOutput(
      `echo '-----BEGIN PRIVATE KEY-----'; yes ${line} | head -n 100; echo '-----END PRIVATE KEY-----'; echo refused; exit 1`,
    );
    expect(output).toBe('[redacted]\nrefused');
  });

  test.each([
    ['{\\"api_key\\": \\"hunter2hunter2\\", \\"n\\": 1}', '{\\"api_key\\": \\"[redacted]\\", \\"n\\": 1}'],
    ['{"api_key": "hunter2hunter2"}', '{"api_key": "[redacted]"}'],
    ['+ curl -u me:hunter2 https://example.org', '+ curl -u me:[redacted] https://example.org'],
    ["curl --user='me:hunter2' x", "curl --user='me:[redacted]' x"],
    ['docker run -u 1000:1000 image', 'docker run -u 1000:1000 image'],
    ['Cookie: session=hunter2; other=hunter3', 'Cookie: [redacted]'],
    ["curl -H 'Cookie: session=hunter2' -H 'Accept: text/html'", "curl -H 'Cookie: [redacted]' -H 'Accept: text/html'"],
    ['< Set-Cookie: id=hunter2; HttpOnly', '< Set-Cookie: [redacted]'],
    ['ran: mysql --password hunter3 --host db', 'ran: mysql --password [redacted] --host db'],
    ['tool --api-key "hunter2hunter2" go', 'tool --api-key "[redacted]" go'],
    ['see --token --verbose', 'see --token --verbose'],
    ['cat: /etc/passwd: Permission denied', 'cat: /etc/passwd: Permission denied'],
    ['mount: //nas/secret: Connection refused', 'mount: //nas/secret: Connection refused'],
    ['https://example.org/secret=hunter2', 'https://example.org/secret=[redacted]'],
  ])('shows no secret of the form %s', async (printed, shown) => {
    expect(await loggedOutput(`cat <<'END'\n${printed}\nEND\nexit 1`)).toBe(shown);
  });

  test('of dashes by the thousand is gone through all the same', async () => {
    expect(await loggedOutput(`head -c 65536 /dev/zero | tr '\\0' -; exit 1`)).toMatch(/^-+$/);
  });

  test('is cut between characters', async () => {
    const output = await loggedOutput(`yes 繁體 | head -n 9000 | tr -d '\\n'; exit 1`);
    expect(output).toMatch(/^(?:繁體|體)+$/);
    expect(Buffer.byteLength(output)).toBeGreaterThan(8180);
  });
});
