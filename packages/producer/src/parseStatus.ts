import { isStatus, type Status, statuses, UsageError } from '@owner-report/spool';
import leven from 'leven';

/** @throws UsageError that lists the statuses, and names the one that was probably meant. */
export function parseStatus(text: string): Status {
  if (isStatus(text)) return text;
  const near = findNear(text);
  throw new UsageError(`--status: expected one of ${statuses.join(', ')}, got ${JSON.stringify(text)}`, {
    remedy: near === undefined ? 'Choose the one that says how urgent it is.' : `Did you mean "${near}"?`,
  });
}

function findNear(text: string): Status | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .slice(0, 32);
  if (plain.length < 3) return undefined;
  return statuses.find((status) => status.startsWith(plain) || plain.startsWith(status) || leven(plain, status) <= 2);
}
