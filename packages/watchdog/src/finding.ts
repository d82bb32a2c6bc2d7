import { remedyOf } from '@owner-report/spool';

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

/** Several findings as one, which is as bad as the worst of them and has every fix, one a line. */
export function joinFindings(findings: readonly Finding[]): Finding {
  const level = (['fail', 'warn'] as const).find((bad) => findings.some((finding) => finding.level === bad)) ?? 'ok';
  const found = findings.map((finding) => finding.found).join('; ');
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  return fixes.length === 0 ? { level, found } : { level, found, fix: fixes.join('\n') };
}

/** A fix for an error: what it says itself, where it knows. */
export function fixOf(error: unknown): string {
  return remedyOf(error) ?? 'Mend the cause, then run doctor again.';
}
