// Builds every command: types and modules by tsc into packages/*/dist, then a bundle a command, so that an ordinary call
// loads one file and an installed tarball needs nothing else; then man pages and completion, from what they say of
// themselves. The commands go on working meanwhile: what they are made of is replaced in one step, once all of the new
// build is there.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'];

process.chdir(root);
for (const name of ['spool', 'cli', ...commands]) removeModules(join('packages', name, 'dist'));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-b'], { stdio: 'inherit' });

const { bundle } = await import('./bundle/bundle.mjs');
const { publish, removeBuildBefore } = await import('./bundle/publish.mjs');
const bundles = await Promise.all(commands.map(async (name) => [name, await bundle(name)]));
writeFileSync('THIRD-PARTY-NOTICES.txt', notices(bundles.flatMap(([, { modules }]) => modules)));
for (const [name, { files }] of bundles) publish(name, files);
if (process.argv.includes('--alone')) for (const name of commands) removeBuildBefore(name);
const { writeReference } = await import('./reference/write.mjs');
writeReference(commands);

// A deleted module would stay in dist. The bundles are in use.
function removeModules(dist) {
  let names = [];
  try {
    names = readdirSync(dist);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  for (const name of names) if (name !== 'bundle') rmSync(join(dist, name), { recursive: true, force: true });
}

/** The licences of the packages that went into the bundles. @param modules paths of their modules */
function notices(modules) {
  const packages = new Set(
    modules.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean),
  );
  return [...packages].sort().map(noticeOf).join('\n----\n\n');
}

function noticeOf(dir) {
  const { name, version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  for (const file of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license']) {
    try {
      return `${name} ${version} (${license})\n\n${readFileSync(join(dir, file), 'utf8').trim()}\n`;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return `${name} ${version} (${license})\n`;
}
