import { isStatus, type Status, statuses, UsageError } from '@owner-report/spool';

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
  return statuses.find(
    (status) => status.startsWith(plain) || plain.startsWith(status) || countEdits(plain, status) <= 2,
  );
}

// Levenshtein's distance, one row at a time.
function countEdits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (above[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
