import { readFileSync, statSync } from 'node:fs';

import { readShellLine } from './shellLine.ts';

const largestBytes = 256 * 1024;

/**
 * What a file of `NAME=value` lines sets, as a shell or systemd reads it; nothing when it is not there, or when another
 * user than this one or root could have written it.
 */
export function readVariablesFile(path: string, userHome: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of readOwnFile(path).split('\n')) {
    const [command] = readShellLine(line.replace(/^\s*export\s+/, ''), (name) =>
      name === 'HOME' ? userHome : (found[name] ?? process.env[name]),
    );
    if (command?.words.length === 0) Object.assign(found, command.assignments);
  }
  return found;
}

/** Text of a file of this user or root; empty when there is none. */
export function readOwnFile(path: string): string {
  try {
    const info = statSync(path);
    const own = process.getuid?.() ?? info.uid;
    const isOurs = info.uid === own || info.uid === 0;
    return info.isFile() && isOurs && info.size <= largestBytes ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
