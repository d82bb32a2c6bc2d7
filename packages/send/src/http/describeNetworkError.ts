/** What went wrong between us and a service, in a few words: the innermost error says most. */
export function describeNetworkError(error: unknown): string {
  let at = error;
  while (at instanceof Error && at.cause !== undefined) at = at.cause;
  // Both addresses of a host were tried.
  if (at instanceof AggregateError && at.errors.length > 0) at = at.errors[0];
  if (!(at instanceof Error)) return 'the connection failed';
  const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
  // OpenSSL's message names its own source; the reason is what a reader needs.
  const words = 'reason' in at && typeof at.reason === 'string' ? at.reason : at.message;
  const message = words.replace(/\s+/g, ' ');
  if (message === '') return code === '' ? 'the connection failed' : code;
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}
