import { errors } from '@nats-io/transport-node';
import { ConfigError, messageOf, OwnerReportError, UnavailableError } from '@owner-report/spool';

/**
 * What an error of the client means for an operator: ConfigError where only a person can mend it, UnavailableError where time may.
 * @param where the broker, for the message
 */
export function explainBrokerError(error: unknown, where: string): unknown {
  if (error instanceof OwnerReportError || isBug(error)) return error;
  const reason = messageOf(error);
  const code = codeOf(error);
  const violation = causesOf(error).find((cause) => cause instanceof errors.PermissionViolationError);
  if (error instanceof errors.AuthorizationError && !/timeout/i.test(reason)) {
    return new ConfigError(`${where}: the broker does not know our key: ${reason}`, {
      cause: error,
      remedy: 'Is "relayKeyFile" the key of this host, and its public key in the users of the broker?',
    });
  }
  if (violation !== undefined) {
    return new ConfigError(`${where}: the broker does not allow us to ${describeOperation(violation)}`, {
      cause: error,
      remedy:
        'Is "relayHost" the name for which the broker has this key? docs/relay.md has the rights of a host and of the hub.',
    });
  }
  if (isOfTrust(code) || /does not support 'tls'|"tls"|'tls'/.test(reason)) {
    return new ConfigError(
      `${where}: no connection that can be trusted: ${reason}${code === undefined ? '' : ` (${code})`}`,
      {
        cause: error,
        remedy: 'Look at the certificate of the broker, at "relayCaFile", and at the clock of this machine.',
      },
    );
  }
  if (/nkey|seed|checksum/i.test(reason)) {
    return new ConfigError(`${where}: the key cannot be used: ${reason}`, {
      cause: error,
      remedy: 'Make another one: docs/relay.md says how.',
    });
  }
  return new UnavailableError(`${where}: ${error instanceof errors.TimeoutError ? 'no answer in time' : reason}`, {
    cause: error,
    remedy: 'Nothing is lost. Try again later; the next pass does.',
  });
}

function describeOperation({ operation, subject }: { operation: string; subject: string }): string {
  return operation === 'publish' ? `publish ${subject}` : `listen to ${subject}`;
}

function isOfTrust(code: string | undefined): boolean {
  return (
    code !== undefined &&
    /^CERT_|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH|^INVALID_CA|^EPROTO$/.test(code)
  );
}

// The client wraps some of them.
function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function codeOf(error: unknown): string | undefined {
  for (const cause of causesOf(error)) if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return undefined;
}

function isBug(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof ReferenceError) && codeOf(error) === undefined;
}
