/** Something that a row would only be measured against is not there; the message says what. */
export class SkippedError extends Error {
  name = 'SkippedError';
}
