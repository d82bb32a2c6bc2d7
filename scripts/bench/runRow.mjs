import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { judge } from './judge.mjs';
import { measureRow } from './measure/measureRow.mjs';
import { SkippedError } from './skippedError.mjs';

/** Prepares, measures and judges a row. What goes wrong is part of the result: the other rows are measured all the same. */
export async function runRow(row, { work, short, plotted, progress }) {
  const dir = join(work, row.name);
  const cleanUps = [];
  mkdirSync(dir, { mode: 0o700 });
  try {
    progress('preparing');
    const sides = await row.prepare({ dir, short, plotted, onCleanUp: (cleanUp) => cleanUps.push(cleanUp) });
    const rounds = short ? row.rounds.short : row.rounds.full;
    const measured = await measureRow(sides, { ...rounds, dir, progress });
    if (sides.rssMb !== undefined) measured.rssMb = await sides.rssMb();
    measured.findings = sides.findings?.() ?? [];
    // Small sizes and few rounds say nothing of speed.
    return { row, ...measured, verdict: short ? 'not judged' : judge(row, measured) };
  } catch (error) {
    const verdict = error instanceof SkippedError ? 'skipped' : 'could not run';
    return { row, verdict, findings: [error.message] };
  } finally {
    for (const cleanUp of cleanUps) await cleanUp();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
