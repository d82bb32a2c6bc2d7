import { IoError, messageOf } from '../errors.ts';
import { ownerRemedy } from './ownerRemedy.ts';

/** The error for a directory of the home whose names cannot be read. */
export function cannotList(dir: string, error: unknown): IoError {
  return new IoError(`${dir}: cannot be listed: ${messageOf(error)}`, {
    cause: error,
    remedy: ownerRemedy(dir, error) ?? 'Check that this user may read and enter the directory.',
  });
}
