// Measures how much of the sources the tests run, and prints it by file. The commands are started from the modules that
// tsc made, not from their bundles, so that each line is that of a source file. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dir = mkdtempSync(join(tmpdir(), 'owner-report-coverage-'));

process.chdir(root);
try {
  const found = join(dir, 'found');
  const status = run(join(root, 'node_modules/vitest/vitest.mjs'), ['run', ...process.argv.slice(2)], {
    NODE_V8_COVERAGE: found,
    OWNER_REPORT_TEST_COMMANDS: makeCommands(join(dir, 'bin')),
  });
  const sources = ['--src', 'packages', '--include', 'packages/*/src/**', '--exclude-after-remap'];
  run(require.resolve('c8/bin/c8.js'), ['report', '--temp-directory', found, ...sources, '--reporter', 'text']);
  process.exitCode = status;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** The directory of executables that start the unbundled commands. */
function makeCommands(bin) {
  mkdirSync(bin);
  for (const name of ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor']) {
    const main = pathToFileURL(join(root, 'packages', name, 'dist/main.js')).href;
    writeFileSync(join(bin, `owner-report-${name}`), `#!/usr/bin/env node\nvoid import(${JSON.stringify(main)});\n`, {
      mode: 0o755,
    });
  }
  return bin;
}

function run(script, args, env = {}) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}
