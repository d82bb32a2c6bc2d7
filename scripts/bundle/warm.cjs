// Runs the command whose bundle is named first on a few invocations that matter, and writes the code that V8 compiled for
// them beside the bundle. Called by the build, with a home that is thrown away.
const { readFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

const { writeCache } = require('./cache.cjs');

const [filename] = process.argv.splice(2, 1);
const script = new Script(readFileSync(filename, 'latin1'), { filename });
process.on('exit', () => {
  const stem = filename.replace(/\.cjs$/, '');
  writeCache(`${stem}.${process.version}-${process.arch}.cache`, script.createCachedData());
});
const main = { exports: {} };
script.runInThisContext()(main.exports, require, main, filename, dirname(filename));
