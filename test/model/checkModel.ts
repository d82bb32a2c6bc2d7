import { join } from 'node:path';

import { execa, execaSync } from 'execa';

import { isFull } from '../faults/campaign.ts';
import { root } from '../harness.ts';

/** What stands in the way of checking the model here; undefined when nothing does. */
export const hindrance = ['spin', 'cc'].every(isThere) ? undefined : 'it needs SPIN as `spin` and a C compiler as `cc`';

/** One search through the states of the model. */
export interface Search {
  /** What was asked for: the defines of delivery.pml; of another model behind its name, such as `write -DK=1`. */
  asked: string;
  /** Not completed, too, when the model itself is wrong. */
  result: 'holds' | 'broken' | 'not completed';
  /** Its line of figures. */
  figures: string;
}

/** Visits all states of a model. @param asked what is defined, such as `-DK=1 -DP=2` or `write -DK=1 -DP=2` */
export async function checkModel(asked: string): Promise<Search> {
  const { exitCode, all } = await execa(join(root, 'test/model/check.sh'), asked.split(' '), {
    all: true,
    reject: false,
    // The searches of `npm test` are so short that the compiler takes longer.
    env: { SECONDS_AT_MOST: '3000', OPTIMIZE: isFull ? '-O1' : '-O0' },
  });
  const results = ['holds', 'broken', 'not completed'] as const;
  const result = results[exitCode ?? 3];
  if (result === undefined) throw new Error(`check.sh ${asked} ended with ${exitCode}: ${all}`);
  return { asked, result, figures: all };
}

function isThere(program: string): boolean {
  return execaSync(program, ['--version'], { reject: false }).exitCode !== undefined;
}
