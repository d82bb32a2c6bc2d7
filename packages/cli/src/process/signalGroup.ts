import { errnoOf } from '@owner-report/spool';

/**
 * Signals a whole process group.
 * @returns 'gone' when nobody is left in it, 'refused' when none of it may be signalled by this user
 */
export function signalGroup(processGroup: number, signal: NodeJS.Signals): 'signalled' | 'gone' | 'refused' {
  try {
    process.kill(-processGroup, signal);
    return 'signalled';
  } catch (error) {
    return errnoOf(error) === 'EPERM' ? 'refused' : 'gone';
  }
}
