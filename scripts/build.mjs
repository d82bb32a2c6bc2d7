// Builds every command: types and modules by tsc into packages/*/dist, then one bundle a command, so that an invocation
// loads one file and an installed tarball needs nothing else; then man pages and completion, from what they say of
// themselves. The commands go on working meanwhile: what they are made of is replaced in one step, once all of the new
// build is there.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'];

process.chdir(root);
for (const name of ['spool', 'cli', ...commands]) removeModules(join('packages', name, 'dist'));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-b'], { stdio: 'inherit' });

// What each command is mostly called for: the functions on that way are compiled at build time.
const usual = {
  producer: ({ fields }) => [...fields, '--report-id', 'build-2'],
  consumer: () => ['--all'],
  driver: () => ['build-1', '--dry-run', '--send-cmd', 'true'],
  // Nothing answers there: as far as it gets without a broker.
  relay: () => ['status', '--servers', 'nats://127.0.0.1:1'],
  send: () => ['file', '--quiet'],
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
const { bundlePath, placeBundle, publish } = await import('./bundle/publish.mjs');
const { metafile, outputFiles } = await build({
  entryPoints: commands.map((name) => ({ in: `packages/${name}/dist/main.js`, out: name })),
  outdir: 'packages',
  write: false,
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
const bundles = new Map(
  outputFiles.map(({ path, contents }) => {
    const command = basename(path, '.js');
    return [command, placeBundle(command, contents)];
  }),
);
for (const name of commands) warm(name);
for (const [command, name] of bundles) await publish(command, name);
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

/** Has V8's code for the usual way through a command written beside its bundle. */
function warm(name) {
  const home = mkdtempSync(join(tmpdir(), 'owner-report-build-'));
  try {
    const fields = '--team t --worker w --task-id build --status normal --done x --report-id build-1'.split(' ');
    const run = (command, args) => {
      const bundle = join(root, bundlePath(command, bundles.get(command)));
      const { status, stderr } = spawnSync(process.execPath, ['scripts/bundle/warm.cjs', bundle, ...args], {
        // What is sent: there is no stdin.
        env: { PATH: process.env.PATH, HOME: home, OWNER_REPORT_HOME: home, OWNER_REPORT_MESSAGE: 'built' },
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
      });
      if (status !== (command === 'relay' ? 75 : 0)) throw new Error(`${command} ended with ${status}: ${stderr}`);
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
