// Starts the command beside this file, with the code that V8 compiled for it at build time. A cache that does not fit
// (another Node, another processor) or is not there costs time and nothing else.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'main.cjs');
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readCache() });
const main = { exports: {} };
script.runInThisContext()(main.exports, require, main, filename, __dirname);

function readCache() {
  try {
    return readFileSync(join(__dirname, `main.${process.version}-${process.arch}.cache`));
  } catch {
    return undefined;
  }
}
