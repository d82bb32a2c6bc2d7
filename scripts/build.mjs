// Builds every command: types and modules by tsc into packages/*/dist, then one bundle a command, so that an invocation
// loads one file and an installed tarball needs nothing else.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = ['producer', 'consumer', 'driver', 'watchdog', 'monitor'];

process.chdir(root);
// A deleted module would stay in dist.
for (const name of ['spool', ...commands]) rmSync(join('packages', name, 'dist'), { recursive: true, force: true });
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-b'], { stdio: 'inherit' });

const { build } = await import('esbuild');
const { metafile } = await build({
  entryPoints: commands.map((name) => ({ in: `packages/${name}/dist/main.js`, out: `${name}/dist/bundle/main` })),
  outdir: 'packages',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // CommonJS dependencies call require, which a module has only when it makes one.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
});
writeFileSync('THIRD-PARTY-NOTICES.txt', notices(Object.keys(metafile.inputs)));

/** The licences of the packages that went into the bundles. */
function notices(inputs) {
  const packages = new Set(
    inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean),
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
