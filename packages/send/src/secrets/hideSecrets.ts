import { redact } from '@owner-report/spool';

// A shorter one would be found in words that have nothing to do with it.
const leastLength = 4;

/** Text without these secrets, as they stand or as a part of an address, and without all that looks like one. */
export function hideSecrets(text: string, secrets: readonly string[], environment: NodeJS.ProcessEnv): string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  // One may be the beginning of another.
  const wanted = [...new Set(forms)].filter(({ length }) => length >= leastLength).sort((a, b) => b.length - a.length);
  return redact(
    wanted.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text),
    environment,
  );
}
