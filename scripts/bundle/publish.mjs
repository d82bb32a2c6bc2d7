// Puts a new build of a command in the place of the one in use, so that each call finds one build or the other, whole. A build
// is a directory with a name made of its content. The file that starts it names it, and is replaced in one step, last.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const starter = 'start.cjs';

/**
 * From now on the command is these files. The build before stays for calls that have begun with it; older ones are removed.
 * @param files content by name; `main.cjs` is the one that is started
 */
export function publish(command, files) {
  const directory = join('packages', command, 'dist/bundle');
  const name = nameOf(files);
  const before = readStarted(directory);
  mkdirSync(join(directory, name), { recursive: true });
  for (const [file, content] of Object.entries(files)) replace(join(directory, name, file), content);
  replace(join(directory, starter), starterOf(name));
  keepOnly(directory, [starter, name, before]);
}

/** Removes what is kept for calls that have begun: a tarball has one build alone. */
export function removeBuildBefore(command) {
  const directory = join('packages', command, 'dist/bundle');
  keepOnly(directory, [starter, readStarted(directory)]);
}

function keepOnly(directory, kept) {
  for (const file of readdirSync(directory))
    if (!kept.includes(file)) rmSync(join(directory, file), { recursive: true, force: true });
}

/** Writes a file in one step: whoever reads meanwhile has the old one, or the new one. */
export function replace(path, content) {
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
}

function nameOf(files) {
  const hash = createHash('sha256');
  for (const [file, content] of Object.entries(files)) hash.update(`${file}\0${content}\0`);
  return `build-${hash.digest('hex').slice(0, 16)}`;
}

const starterOf = (name) => `require('./${name}/main.cjs');\n`;

function readStarted(directory) {
  try {
    return /'\.\/([^/]+)\//.exec(readFileSync(join(directory, starter), 'utf8'))?.[1];
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}
