// Puts new bundles in the place of those that are in use, so that each call of a command finds one build or the other,
// whole. Each bundle has a name made of its content. The file that starts it names it, and is replaced in one step, last.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

const directoryOf = (command) => join('packages', command, 'dist/bundle');

/** Writes a bundle beside the one in use; nothing starts it yet. Returns its name, without a suffix. */
export function placeBundle(command, source) {
  const name = `main-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`;
  mkdirSync(directoryOf(command), { recursive: true });
  replace(bundlePath(command, name), source);
  return name;
}

/** Path of a bundle from the root of the checkout. */
export function bundlePath(command, name) {
  return join(directoryOf(command), `${name}.cjs`);
}

/** From now on the command is the bundle of that name; what was there before is removed. */
export async function publish(command, name) {
  const { outputFiles } = await build({
    entryPoints: ['scripts/bundle/start.cjs'],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    define: { BUNDLE: JSON.stringify(name) },
    write: false,
    logLevel: 'warning',
  });
  const directory = directoryOf(command);
  replace(join(directory, 'start.cjs'), outputFiles[0].contents);
  const current = new Set(['start.cjs', `${name}.cjs`, `${name}.${process.version}-${process.arch}.cache`]);
  for (const file of readdirSync(directory)) if (!current.has(file)) rmSync(join(directory, file), { force: true });
}

/** Writes a file in one step: whoever reads meanwhile has the old one, or the new one. */
export function replace(path, content) {
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
}
