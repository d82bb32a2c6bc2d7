import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { type Home, quoteWord } from '@owner-report/spool';

import { readShellLine } from '../entry/shellLine.ts';
import { type Finding, warn } from '../finding.ts';

const writableByOthers = 0o022;

/** A warning for each directory of the home, and for its config, that another user can write. */
export function checkHomeTrust(home: Home): Promise<Finding[]> {
  const places = [home.dir, home.pending, home.sent, home.held, home.tmp, home.attempts];
  return findWritable([...places, home.config]);
}

/** The same for every file that a command line names by its whole path, and the directories of those files. */
export function checkCommandTrust(commandLine: string, userHome: string): Promise<Finding[]> {
  return checkFileTrust(namedFiles(commandLine, userHome));
}

/** The same for these files, and their directories. */
export function checkFileTrust(files: readonly string[]): Promise<Finding[]> {
  return findWritable(files.flatMap((file) => [dirname(file), file]));
}

/** Files that a command line names by their whole path, but for those that take its output. */
export function namedFiles(commandLine: string, userHome: string): string[] {
  const commands = [...readShellLine(commandLine, (name) => (name === 'HOME' ? userHome : process.env[name]))];
  return commands.flatMap(({ words }) =>
    words.flatMap((word, index) => {
      if (/^-\w*c$/.test(words[index - 1] ?? '')) return namedFiles(word, userHome);
      return word.startsWith('/') ? [word] : [];
    }),
  );
}

async function findWritable(paths: readonly string[]): Promise<Finding[]> {
  const found = await Promise.all([...new Set(paths)].map(checkPath));
  return found.filter((finding) => finding !== undefined);
}

async function checkPath(path: string): Promise<Finding | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || !(info.isFile() || info.isDirectory())) return undefined;
  const own = process.getuid?.() ?? info.uid;
  if (info.uid !== own && info.uid !== 0)
    return warn(`${path} belongs to another user (${info.uid})`, `Look at it, then: chown ${own} ${quoteWord(path)}`);
  // In a directory like /tmp everybody may add, and nobody replace.
  const isShared = info.isDirectory() && (info.mode & 0o1000) !== 0;
  if (isShared || (info.mode & writableByOthers) === 0) return undefined;
  return warn(
    `${path} can be written by other users (mode ${(info.mode & 0o777).toString(8)})`,
    `Look at it, then: chmod go-w ${quoteWord(path)}`,
  );
}
