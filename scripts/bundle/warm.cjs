// Runs the command whose bundle is named first on a few invocations that matter, and writes the code that V8 compiled for
// them beside the bundle. Called by the build, with a home that is thrown away.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const [filename] = process.argv.splice(2, 1);
const script = new Script(readFileSync(filename, 'latin1'), { filename });
process.on('exit', () => {
  const path = join(dirname(filename), `main.${process.version}-${process.arch}.cache`);
  writeFileSync(`${path}.new`, script.createCachedData());
  renameSync(`${path}.new`, path);
});
const main = { exports: {} };
script.runInThisContext()(main.exports, require, main, filename, dirname(filename));
