import { isDeepStrictEqual } from 'node:util';

import { expect, onTestFinished } from 'vitest';

import { expectRow, isFull, type Row, skipRow } from '../faults/campaign.ts';
import { canInject } from '../faults/injection.ts';
import { judgeEnd } from '../faults/judge.ts';
import { makeHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { hindrance } from './checkModel.ts';
import { type GatedPass, OutOfStepError } from './gatedPass.ts';
import { endOfCode, endOfModel, replay } from './replay.ts';
import { faults, type Fault, type Sample, sampleTrace } from './sampleTrace.ts';
import { callsOf } from './vocabulary.ts';

const obstacle = hindrance ?? (canInject ? undefined : 'it needs Linux, a C compiler as `cc` and its headers');
if (obstacle !== undefined) skipRow('model-replay', `${obstacle}; none may be missing in CI`);

const passes = 3;

testIf(obstacle === undefined, obstacle ?? '')(
  'the built commands go through sampled runs of the model step by step, and come to the same end',
  () =>
    expectRow('model-replay', async (row) => {
      for (const fault of isFull ? faults : (['kill sender', 'steal lock'] as const))
        for (const edit of isFull ? ['', ' -DEDIT=0'] : [''])
          for (const from of isFull ? [1, 1001] : [1]) await replayOne(row, `-DK=1 -DP=${passes}${edit}`, fault, from);
      expect(row.counts.rounds).toBe(isFull ? 20 : 2);
    }),
);

// A few runs are replayed; what the model says in many more must be known, too.
testIf(obstacle === undefined, obstacle ?? '')(
  'each step of sampled runs of the model is known by its calls',
  async () => {
    const unknown = new Set<string>();
    for (const fault of faults)
      for (const edit of ['', ' -DEDIT=0'])
        for (let seed = 5001; seed <= (isFull ? 5040 : 5004); seed += 1)
          for (const step of (await sampleTrace(`-DK=1 -DP=${passes}${edit}`, seed, fault)).steps)
            if (step.by.kind !== 'Env' && callsOf(step) === 'unknown') unknown.add(`${step.inline}: ${step.statement}`);
    expect([...unknown]).toEqual([]);
  },
);

async function replayOne(row: Row, asked: string, fault: Fault, from: number): Promise<void> {
  const { sample, seed } = await sampleWithFault(asked, fault, from);
  const where = `${asked}, seed ${seed}, ${fault}`;
  const home = await makeHome();
  row.add('rounds');
  row.add(fault === 'steal lock' ? 'injections' : 'kills');
  try {
    const onStart = (pass: GatedPass) => onTestFinished(() => pass.dispose());
    for (const pass of await replay(home, sample, onStart)) judgeEnd(row, await pass.result(), where, [0, 65, 75]);
    const [model, code] = [endOfModel(sample), await endOfCode(home, passes)];
    row.add('flagged', model.sends.slice(1).filter((send) => send.endsWith(', flagged')).length);
    const isEqual = isDeepStrictEqual(code, model);
    row.demand(isEqual, 'other', () => `${where}: ${JSON.stringify({ model, code }, undefined, 1)}`);
  } catch (error) {
    if (!(error instanceof OutOfStepError)) throw error;
    row.breach('other', `${where}: ${error.message}`);
  }
}

/** The first run from this seed on that the fault hits. */
async function sampleWithFault(asked: string, fault: Fault, from: number): Promise<{ sample: Sample; seed: number }> {
  for (let seed = from; seed < from + 100; seed += 1) {
    const sample = await sampleTrace(asked, seed, fault);
    if (sample.isHit) return { sample, seed };
  }
  throw new Error(`${asked}: no run with the fault: ${fault}`);
}
