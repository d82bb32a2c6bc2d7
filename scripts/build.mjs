// Builds every command: types and modules by tsc into packages/*/dist, then one bundle a command, so that an invocation
// loads one file and an installed tarball needs nothing else.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = ['producer', 'consumer', 'driver', 'watchdog', 'monitor'];

process.chdir(root);
// A deleted module would stay in dist.
for (const name of ['spool', 'cli', ...commands])
  rmSync(join('packages', name, 'dist'), { recursive: true, force: true });
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-b'], { stdio: 'inherit' });

// What each command is mostly called for: the functions on that way are compiled at build time.
const usual = {
  producer: ({ fields }) => [...fields, '--report-id', 'build-2'],
  consumer: () => ['--all'],
  driver: () => ['build-1', '--dry-run', '--send-cmd', 'true'],
  watchdog: () => ['--send-cmd', 'true', '--quiet'],
  monitor: ({ home }) => {
    const config = join(home, 'ops-jobs.json');
    const argvs = { start: ['true'], status: ['echo', '{"running":true,"completed":false}'] };
    const job = {
      id: 'build',
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: true,
      cwd: home,
      commands: argvs,
    };
    writeFileSync(config, JSON.stringify({ version: 1, jobs: [job] }), { mode: 0o600 });
    return ['tick', '--quiet', '--config-file', config];
  },
};

const { build } = await import('esbuild');
const { plugins } = await import('./bundle/plugins.mjs');
const { metafile } = await build({
  entryPoints: commands.map((name) => ({ in: `packages/${name}/dist/main.js`, out: `${name}/dist/bundle/main` })),
  outdir: 'packages',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20.19',
  // A classic script, not a module: V8's code cache works with scripts only. It is a function of what a module gets.
  format: 'cjs',
  banner: { js: '(function(exports,require,module,__filename,__dirname){const importMetaUrl="file://"+__filename;' },
  footer: { js: '})' },
  define: { 'import.meta.url': 'importMetaUrl' },
  // Within a script only require can load what is needed later.
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins,
});
writeFileSync('THIRD-PARTY-NOTICES.txt', notices(Object.keys(metafile.inputs)));
for (const name of commands) {
  for (const file of ['start.cjs', 'cache.cjs'])
    copyFileSync(join('scripts/bundle', file), join('packages', name, 'dist/bundle', file));
  warm(name);
}

/** Has V8's code for the usual way through a command written beside its bundle. */
function warm(name) {
  const home = mkdtempSync(join(tmpdir(), 'owner-report-build-'));
  try {
    const fields = '--team t --worker w --task-id build --status normal --done x --report-id build-1'.split(' ');
    const run = (command, args) => {
      const bundle = join(root, 'packages', command, 'dist/bundle/main.cjs');
      execFileSync(process.execPath, ['scripts/bundle/warm.cjs', bundle, ...args], {
        env: { PATH: process.env.PATH, HOME: home, OWNER_REPORT_HOME: home },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    };
    if (name !== 'producer') run('producer', fields);
    run(name, usual[name]({ fields, home }));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

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
