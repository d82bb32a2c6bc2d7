import type { AttemptState } from '@owner-report/driver';
import type { LockState } from '@owner-report/spool';

/** What is known about the oldest report. */
export interface HeadStatus {
  report_id: string;
  age_seconds: number;
  /** Its time lies ahead, so that its age cannot be told. */
  is_from_future: boolean;
  /** Why it can never be sent as it stands. */
  invalid: string | null;
  /** Why the channel does not take it as it stands, as the send command has told. */
  rejected: string | null;
  attempts: number;
  /** How the last attempt on record ended, unless well. */
  last_outcome: 'failed' | 'rejected' | 'unknown' | null;
  last_error: string | null;
  /** Last line that the send command printed in the last attempt that is on record. */
  last_output: string | null;
  last_attempt_at: string | null;
  retry_at: string | null;
  /** Its sender is at work now. */
  in_flight: boolean;
  attempt_state: AttemptState | null;
}

/** A report that was set aside, and why as far as the log knows. */
export interface HeldStatus {
  report_id: string;
  reason: string | null;
  at: string | null;
}

/** What is known about one lane. */
export interface LaneStatus {
  route: string;
  pending: number;
  /** How many of them wait for the end of quiet hours, and until when those last. */
  quiet: number;
  quiet_until: string | null;
  /** The oldest report that quiet hours do not hold back. */
  head: HeadStatus | null;
  /** The oldest report that quiet hours do hold back. */
  held_back: HeadStatus | null;
  /**
   * For how many seconds one of the two could have gone out: since it was made, less the quiet hours since then. Those
   * are no reason for a report that was tried.
   */
  due_seconds: number | null;
  /** Why the head is not sent yet; without one, why what was held back and tried is not. */
  why: string | null;
}

/** What an operator asks first about a queue. Times are ISO 8601, ages whole seconds. */
export interface QueueStatus {
  /** Whether the home is there. */
  exists: boolean;
  pending: number;
  held: number;
  /** The oldest of them. */
  held_reports: HeldStatus[];
  /** Names in `pending/` that are no files and are never opened. */
  foreign: string[];
  head: HeadStatus | null;
  /** Where there are routes: in the order in which they are served. */
  lanes?: LaneStatus[];
  last_success: null | { report_id: string; at: string };
  lock: null | { pid: number | null; host: string | null; since: string | null; state: LockState['state'] };
}
