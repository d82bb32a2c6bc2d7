import { ConfigError } from '@owner-report/spool';

/**
 * The header that shows an access token.
 * @param where the setting that gave it. The token itself is not shown.
 * @throws ConfigError for a text that no header can hold
 */
export function toBearer(token: string, where: string): { authorization: string } {
  if (/^[!-~]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw new ConfigError(
    `${where}: expected a token of ASCII letters, digits and signs, without blanks, found another text (not shown)`,
    { remedy: 'Copy it once more, with nothing before and behind it.' },
  );
}
