import { closeSync, readFileSync } from 'node:fs';

import { IoError, messageOf } from '../errors.ts';
import { ensureHome, type Home, reportPath } from './home.ts';
import { NotPlainError, openPlain } from './openPlain.ts';
import { stageAndLink } from './stageAndLink.ts';

/**
 * Puts bytes that cannot go the usual way into `held/`, durably, under a name or, where other bytes have that, with `.2`, `.3`
 * … behind it. The same bytes again are a success that writes nothing.
 * @param name without `.md`
 * @returns the path
 * @throws IoError, CannotCreateError
 */
export function keepAside(home: Home, name: string, bytes: Uint8Array): string {
  ensureHome(home);
  for (let count = 1; ; count += 1) {
    const path = reportPath(home, 'held', count === 1 ? name : `${name}.${count}`);
    try {
      if (stageAndLink(home, name, bytes, path) === 'linked' || hasBytes(path, bytes)) return path;
    } catch (error) {
      throw new IoError(`${path}: cannot be written: ${messageOf(error)}`, {
        cause: error,
        remedy: 'Nothing was put there. Check space and permissions.',
      });
    }
  }
}

function hasBytes(path: string, bytes: Uint8Array): boolean {
  try {
    const { descriptor, info } = openPlain(path);
    try {
      return info.size === bytes.length && readFileSync(descriptor).equals(bytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    // What is no file has another name's bytes for certain.
    if (error instanceof NotPlainError) return false;
    throw error;
  }
}
