import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Invocation } from '@owner-report/cli';
import { exitCodes, messageOf, schemaVersion } from '@owner-report/spool';

import { actionRules, repairRules } from '../selftest/actionRules.ts';
import { Bench } from '../selftest/bench.ts';
import { reportingRules } from '../selftest/rules.ts';

/** `owner-report-monitor selftest`. */
export async function selftest({ talk }: Invocation): Promise<number> {
  const base = await mkdtemp(join(tmpdir(), 'owner-report-selftest-'));
  let failed = 0;
  try {
    for (const [index, rule] of [...reportingRules, ...actionRules, ...repairRules].entries()) {
      const problem = await rule.prove(new Bench(join(base, String(index)))).then(
        () => undefined,
        (error: unknown) => messageOf(error),
      );
      if (problem !== undefined) failed += 1;
      talk.result(problem === undefined ? `ok    ${rule.name}` : `FAIL  ${rule.name}\n      ${problem}`);
      talk.document({ schemaVersion, rule: rule.name, ok: problem === undefined, problem: problem ?? null });
    }
  } finally {
    await rm(base, { recursive: true, force: true });
  }
  talk.result(failed === 0 ? 'selftest: OK' : `selftest: ${failed} failed`);
  return failed === 0 ? exitCodes.done : exitCodes.bug;
}
