import { once } from 'node:events';
import { basename } from 'node:path';

import { watch } from 'chokidar';

/** A watch on one directory. */
export interface Watch {
  /** Ends it; nothing that it opened keeps the process, whether it is closed by then or not. */
  close: () => void;
}

/**
 * Watches a directory for names that come and go. One watch, however many names there are: a watch for each would reach
 * the limit of the user, and one that chokidar opens again after its end would keep the process.
 * @param onError told of each error: without a watch the caller has to look by itself
 */
export async function watchPlace(
  dir: string,
  { onChange, onError }: { onChange: () => void; onError: (error: unknown) => void },
): Promise<Watch> {
  // Not as the path: there chokidar takes a backslash for a slash.
  const watcher = watch('.', {
    cwd: dir,
    depth: 0,
    ignoreInitial: true,
    followSymlinks: false,
    persistent: false,
    // Otherwise a directory below one named like a temporary file of an editor (`.subl….tmp`) is not watched at all.
    atomic: false,
    // Its names are not watched one by one; that there was a change is told by the raw events of the directory. The
    // last name alone is compared: here, too, each backslash of the path has become a slash.
    ignored: (path) => basename(path) !== basename(dir),
  });
  watcher.on('raw', onChange);
  watcher.on('error', onError);
  // An error ends this wait, too.
  await once(watcher, 'ready').catch(() => {});
  return { close: () => void watcher.close() };
}
