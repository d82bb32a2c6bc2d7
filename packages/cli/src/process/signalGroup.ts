import { errnoOf } from '@owner-report/spool';

/**
 * Signals a whole process group. There is none of the numbers 0 and 1, which a file may hold all the same: to the system
 * they mean our own group, and everybody.
 * @returns 'gone' when nobody is left in it, 'refused' when none of it may be signalled by this user
 */
export function signalGroup(processGroup: number, signal: NodeJS.Signals): 'signalled' | 'gone' | 'refused' {
  if (processGroup <= 1) return 'gone';
  try {
    process.kill(-processGroup, signal);
    return 'signalled';
  } catch (error) {
    return errnoOf(error) === 'EPERM' ? 'refused' : 'gone';
  }
}
