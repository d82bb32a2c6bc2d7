// The form of a cache file: what V8 wrote, twice. V8 runs a damaged cache as it stands, and crashes; to compare two copies
// takes a tenth of a millisecond, a digest longer than the cache saves.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');

/** What V8 wrote, or undefined when it is not there whole. */
exports.readCache = (path) => {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const half = bytes.length / 2;
  if (half === 0 || !Number.isInteger(half)) return undefined;
  const data = bytes.subarray(0, half);
  return data.equals(bytes.subarray(half)) ? data : undefined;
};

/** Writes it in one step: a reader finds the old file or the new one. */
exports.writeCache = (path, data) => {
  writeFileSync(`${path}.new`, Buffer.concat([data, data]));
  renameSync(`${path}.new`, path);
};
