import fc from 'fast-check';

import { nasty, text } from '../fixtures/reports.ts';
import { isFull } from './campaign.ts';

/** Runs in the campaign and in `npm test`, where they are always the same. */
export const runs = (full: number, sample: number) => (isFull ? { numRuns: full } : { numRuns: sample, seed: 1 });

const piece = fc.oneof(
  fc.constantFrom(
    ...nasty,
    '---\n',
    '\n---\n',
    '---js\n',
    'report_id: r1\n',
    '<<: *a\n',
    '? ',
    '!!binary ',
    '&a ',
    '"',
    "'",
    '\0',
    '\uFEFF',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

/** A text of which parts are replaced, doubled, cut out or added. */
export function mutated(original: string): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(original.length), fc.nat(12), piece);
  return fc
    .array(edit, { minLength: 1, maxLength: 5 })
    .map((edits) =>
      edits.reduce((now, [at, length, added]) => now.slice(0, at) + added + now.slice(at + length), original),
    );
}

export const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  text,
);
