// Starts the command beside this file, with the code that V8 compiled for it at build time. A cache that does not fit
// (another Node, another processor), is damaged or is not there costs time and nothing else.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const { readCache } = require('./cache.cjs');

const filename = join(__dirname, 'main.cjs');
const cachedData = readCache(join(__dirname, `main.${process.version}-${process.arch}.cache`));
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
const main = { exports: {} };
script.runInThisContext()(main.exports, require, main, filename, __dirname);
