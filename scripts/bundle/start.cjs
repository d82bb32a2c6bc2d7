// Starts the command beside this file, with the code that V8 compiled for it at build time. A cache that does not fit
// (another Node, another processor), is damaged or is not there costs time and nothing else.
//
// The build writes the name of the bundle into this file, and puts this file in place last: a call finds one build or the
// other, whole. See publish.mjs.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const { readCache } = require('./cache.cjs');

/* global BUNDLE -- written here by the build */
const filename = join(__dirname, `${BUNDLE}.cjs`);
const source = readSource();
if (source === undefined) {
  // A build has put another bundle in its place, and another one of this file, since this one was read.
  delete require.cache[__filename];
  require(__filename);
} else {
  const cachedData = readCache(join(__dirname, `${BUNDLE}.${process.version}-${process.arch}.cache`));
  const script = new Script(source, { filename, cachedData });
  const main = { exports: {} };
  script.runInThisContext()(main.exports, require, main, filename, __dirname);
}

function readSource() {
  try {
    return readFileSync(filename, 'latin1');
  } catch (error) {
    if (error.code === 'ENOENT' && !readFileSync(__filename, 'utf8').includes(BUNDLE)) return undefined;
    throw error;
  }
}
