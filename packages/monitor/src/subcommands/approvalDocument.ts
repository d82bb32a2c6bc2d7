import type { Approval } from '../state/state.ts';

/** An approval as it stands in a JSON document. */
export function approvalDocument({ id, by, reason, at, expiresAt, digest }: Approval): object {
  return { approval_id: id, by, reason, approved_at: at, expires_at: expiresAt, digest };
}
