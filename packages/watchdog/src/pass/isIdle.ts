import { hasAttempts } from '@owner-report/driver';
import { hasReports, type Home } from '@owner-report/spool';

/** Whether a pass has nothing to do: then it needs no lock, no send command and no word. @throws IoError, PartNeeded */
export function isIdle(home: Home): boolean {
  return !hasReports(home, 'pending') && !hasAttempts(home, new Date());
}
