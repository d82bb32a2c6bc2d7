import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { shellPath } from '@owner-report/cli';

const command = 'owner-report-driver';

let found: string | undefined;

/**
 * PATH for a send command: what is given, and behind it the directory of our own commands, where that can be told.
 * Behind it, because such a directory may hold the commands of other packages, too.
 */
export function pathWithCommands(path: string | undefined): string {
  // Looked for again where there was none: npm takes its directory away for some seconds while it installs.
  found ??= findCommands();
  const given = path ?? shellPath;
  return found === undefined ? given : append(given, found);
}

/** The same, and behind it the node that we run on: our own commands begin with `env node`, and cron may know none. */
export function pathWithNode(path: string | undefined): string {
  return append(pathWithCommands(path), dirname(process.execPath));
}

function append(path: string, dir: string): string {
  return path.split(delimiter).includes(dir) ? path : `${path}${delimiter}${dir}`;
}

function findCommands(): string | undefined {
  const candidates = [dirname(process.argv[1] ?? '')];
  for (let dir = dirname(fileURLToPath(import.meta.url)); dir !== dirname(dir); dir = dirname(dir)) {
    candidates.push(join(dir, 'node_modules', '.bin'));
    // A global installation: PREFIX/lib/node_modules, with its commands in PREFIX/bin.
    if (basename(dir) === 'node_modules') candidates.push(join(dir, '.bin'), join(dir, '..', '..', 'bin'));
  }
  return candidates.find((dir) => existsSync(join(dir, command)));
}
