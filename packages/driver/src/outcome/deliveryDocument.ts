import { schemaVersion } from '@owner-report/spool';

import type { Delivery } from './delivery.ts';

/**
 * A delivery as `--json` tells it: its outcome's facts by the names that `deliveries.jsonl` uses, such as `retry_at`.
 */
export function deliveryDocument({ id, ...facts }: Delivery): Record<string, unknown> {
  const named = Object.entries(facts).map(([name, value]) => [name.replace(/[A-Z]/g, toSeparated), value]);
  return { schemaVersion, report_id: id, ...(Object.fromEntries(named) as Record<string, unknown>) };
}

function toSeparated(capital: string): string {
  return `_${capital.toLowerCase()}`;
}
