import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

import { acquireLock, findUserHome, type Home, mkdirDurable } from '@owner-report/spool';

const lockWaitMs = 30_000;

/**
 * Does something while no other install or uninstall of this user is at work: they change one table, whatever the home.
 * @throws LockedError
 */
export async function alone<T>(home: Home, work: () => Promise<T>): Promise<T> {
  const lock = await acquireLock(join(findLockDir(home), '.owner-report-install.lock'), lockWaitMs);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

// The account of a service may have no home directory, or none that it can write. It has one queue, most often.
function findLockDir(home: Home): string {
  const userHome = findUserHome();
  try {
    accessSync(userHome, constants.W_OK);
    return userHome;
  } catch {
    mkdirDurable(home.dir);
    return home.dir;
  }
}
