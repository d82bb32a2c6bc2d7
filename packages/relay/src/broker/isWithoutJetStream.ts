/**
 * Whether an error of the client says that nobody answers on a subject of JetStream: it is not enabled, not for this account, or,
 * where it was a publish, no stream has the subject.
 */
export function isWithoutJetStream(error: unknown): boolean {
  // Its class is not exported.
  return error instanceof Error && error.name === 'JetStreamNotEnabled';
}
