import { isDeepStrictEqual } from 'node:util';

import type { Report } from './report.ts';

/** Whether two reports say the same: everything but the time of their making. */
export function sameReport(a: Report, b: Report): boolean {
  return isDeepStrictEqual({ ...a, created_at: '' }, { ...b, created_at: '' });
}
