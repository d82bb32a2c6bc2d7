import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../root.mjs';

const hook = join(root, 'scripts/bench/measure/peakMemory.cjs');

/** Environment in which a command of ours leaves its peak RSS in `file`. */
export function peakMemoryEnvironment(file) {
  return { NODE_OPTIONS: `--require ${JSON.stringify(hook)}`, OWNER_REPORT_BENCH_RSS: file };
}

/** What it left, in MB. */
export function readPeakMemory(file) {
  return Number(readFileSync(file, 'utf8')) / 1024;
}
