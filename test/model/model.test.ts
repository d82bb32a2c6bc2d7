import { expect } from 'vitest';

import { expectRow, isFull, skipRow } from '../faults/campaign.ts';
import { testIf } from '../testIf.ts';
import { checkModel, hindrance } from './checkModel.ts';
import { longRuns, mutants, shortRuns } from './runs.ts';
import { longWriteRuns, shortWriteRuns, writeMutants } from './writeRuns.ts';

if (hindrance !== undefined) skipRow('model', `${hindrance}; none may be missing in CI`);

const short = [...shortRuns, ...shortWriteRuns];
const flaws = [...mutants, ...writeMutants];
const runs = isFull ? [...short, ...longRuns, ...longWriteRuns] : short;
const broken = isFull ? flaws : flaws.filter(({ isShort }) => isShort);

testIf(hindrance === undefined, hindrance ?? '')(
  'no state of the protocols of delivery and of an approved write breaks a promise',
  () =>
    expectRow('model', async (row) => {
      for (const asked of runs) {
        const { result, figures } = await checkModel(asked);
        row.add('rounds');
        row.note(inWords(asked, figures));
        row.demand(result === 'holds', 'other', () => `${asked}: ${figures}`);
      }
    }),
);

testIf(hindrance === undefined, hindrance ?? '')('a protocol with a flaw in it breaks a promise', () =>
  expectRow('model-mutants', async (row) => {
    for (const { asked, breaks } of broken) {
      const { result, figures } = await checkModel(asked);
      row.add('rounds');
      row.note(inWords(asked, figures));
      const isBroken = result === 'broken' && breaks.assertion.test(figures);
      row.demand(isBroken, 'other', () => `${asked} does not break ${breaks.text}: ${figures}`);
    }
    expect(row.counts.rounds).toBeGreaterThan(2);
  }),
);

// Without the assertion of a flaw: what stands in it would end the cell of a table.
function inWords(asked: string, figures: string): string {
  const words = figures.replace(
    /^states=(\S+) depth=(\S+) seconds=(\S+) megabytes=(\S+) .*$/s,
    '$1 states, depth $2, $3 s, $4 MB',
  );
  return `\`${asked}\`: ${words}`;
}
