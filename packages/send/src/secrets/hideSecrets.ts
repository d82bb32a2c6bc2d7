import { redact } from '@owner-report/spool';

import { formsOfSecret } from './formsOfSecret.ts';

/** Text without these secrets, whole or in parts, and without all that looks like one. */
export function hideSecrets(text: string, secrets: readonly string[], environment: NodeJS.ProcessEnv): string {
  // One may be the beginning of another.
  const forms = secrets.flatMap(formsOfSecret).sort((a, b) => b.length - a.length);
  return redact(
    forms.reduce((left, form) => left.replaceAll(form, '[redacted]'), text),
    environment,
  );
}
