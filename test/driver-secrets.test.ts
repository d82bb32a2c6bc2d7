import { describe, expect, test } from 'vitest';

import { makeHome, reportText } from './harness.ts';

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

  test('is cut between characters', async () => {
    const output = await loggedOutput(`yes 繁體 | head -n 9000 | tr -d '\\n'; exit 1`);
    expect(output).toMatch(/^(?:繁體|體)+$/);
    expect(Buffer.byteLength(output)).toBeGreaterThan(8180);
  });
});
