// Makes a checkout ready by itself: checks node, installs what the lock file says, builds what is out of date. Does and
// says nothing when all that was done before. Needs nothing but node and npm.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const leastNode = [20, 19];
const sources = [
  'packages',
  'scripts/build.mjs',
  'scripts/bundle',
  'tsconfig.json',
  'tsconfig.base.json',
  'package-lock.json',
];
const products = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'].map(
  (name) => `packages/${name}/dist/bundle/start.cjs`,
);

process.chdir(root);
checkNode();
if (timeOf('node_modules/.package-lock.json') < timeOf('package-lock.json'))
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], 'Installing dependencies (once) ...');
if (Math.min(...products.map(timeOf)) < Math.max(...sources.map(newestIn)))
  run(process.execPath, ['scripts/build.mjs'], 'Building ...');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  console.error(
    `expected node >= ${leastNode.join('.')}, found ${process.version} at ${process.execPath}; install a newer one and try again`,
  );
  process.exit(69);
}

function run(command, args, what) {
  console.error(what);
  try {
    execFileSync(command, args, { stdio: ['ignore', 2, 2] });
  } catch (error) {
    console.error(
      `${command} ${args.join(' ')} failed (${error.status ?? error.code}); mend that and run the same command again`,
    );
    process.exit(70);
  }
}

/** Modification time in ms; 0 when there is nothing. */
function timeOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const names = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules');
  // A directory's own time counts too: it tells of a deleted module.
  const own = path === 'packages' || path.split('/').length === 2 ? 0 : info.mtimeMs;
  return Math.max(own, ...names.map((name) => newestIn(join(path, name))));
}
