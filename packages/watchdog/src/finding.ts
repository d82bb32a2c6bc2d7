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

// More than an operator reads in one point.
const mostJoined = 20;
const levels = ['fail', 'warn', 'ok'] as const;

/** Several findings as one, which is as bad as the worst of them and has every fix, one a line; of many, the worst. */
export function joinFindings(findings: readonly Finding[]): Finding {
  const level = levels.find((one) => findings.some((finding) => finding.level === one)) ?? 'ok';
  const more = findings.length - mostJoined;
  const shown = more <= 0 ? findings : byLevel(findings).slice(0, mostJoined);
  const found = [...shown.map((finding) => finding.found), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  const fixes = [...new Set(shown.flatMap(({ fix }) => fix ?? []))];
  return fixes.length === 0 ? { level, found } : { level, found, fix: fixes.join('\n') };
}

function byLevel(findings: readonly Finding[]): Finding[] {
  return levels.flatMap((level) => findings.filter((finding) => finding.level === level));
}

/** A fix for an error: what it says itself, where it knows. */
export function fixOf(error: unknown): string {
  return remedyOf(error) ?? 'Mend the cause, then run doctor again.';
}
