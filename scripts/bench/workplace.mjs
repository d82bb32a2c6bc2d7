import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `work(dir)` in a directory that is gone afterwards, whatever happens, signals included. */
export async function inWorkplace(work) {
  const dir = mkdtempSync(join(tmpdir(), 'owner-report-bench-'));
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  try {
    return await work(dir);
  } finally {
    remove();
  }
}
