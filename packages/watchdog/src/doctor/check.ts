import { OwnerReportError } from '@owner-report/spool';

/** What one point of the debugging list found. */
export interface Finding {
  level: 'ok' | 'warn' | 'fail';
  found: string;
  /** What to do about it; absent when all is well. */
  fix?: string;
}

/** A finding without complaint. */
export function ok(found: string): Finding {
  return { level: 'ok', found };
}

/** Something that works now and may not stay so. */
export function warn(found: string, fix: string): Finding {
  return { level: 'warn', found, fix };
}

/** Something that keeps reports from arriving. */
export function fail(found: string, fix: string): Finding {
  return { level: 'fail', found, fix };
}

/** What to do about an error, from the error itself where it knows. */
export function remedyOf(error: unknown): string {
  return (error instanceof OwnerReportError ? error.remedy : undefined) ?? 'Mend the cause, then run doctor again.';
}
