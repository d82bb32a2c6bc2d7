import { findNear } from '@owner-report/cli';
import { isStatus, type Status, statuses, UsageError } from '@owner-report/spool';

/** @throws UsageError that lists the statuses, and names the one that was probably meant. */
export function parseStatus(text: string): Status {
  if (isStatus(text)) return text;
  const near = findNear(text, statuses);
  throw new UsageError(`--status: expected one of ${statuses.join(', ')}, got ${JSON.stringify(text)}`, {
    remedy: near === undefined ? 'Choose the one that says how urgent it is.' : `Did you mean "${near}"?`,
  });
}
