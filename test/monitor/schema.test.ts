import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { makeBench } from '../fixtures/monitor/bench.ts';
import { faulty, wellFormed } from '../fixtures/monitor/configs.ts';
import { root } from '../harness.ts';

describe('schema', () => {
  test('prints the file that is shipped', async () => {
    const bench = await makeBench();
    const shipped = await readFile(join(root, 'packages/monitor/schema/ops-jobs.schema.json'), 'utf8');
    expect(await bench.run('12:00', ['schema'])).toMatchObject({ exitCode: 0, stdout: shipped });
  });

  test('accepts what is well formed, with $schema, and refuses what is not', async () => {
    const shipped = await readFile(join(root, 'packages/monitor/schema/ops-jobs.schema.json'), 'utf8');
    const schema = z.fromJSONSchema(JSON.parse(shipped) as Parameters<typeof z.fromJSONSchema>[0]);
    expect(schema.safeParse(wellFormed).success).toBe(true);
    expect(schema.safeParse({ ...wellFormed, version: 2 }).success).toBe(false);
    // What one field cannot show is left to validate-config: references, cycles, what a kind needs, cron expressions.
    const shown = faulty.filter(
      ([, problem]) => !/which \w+ needs|expected only|the id of a job|no cycle|to verify|cron/.test(problem),
    );
    for (const [job, problem] of shown)
      expect(schema.safeParse({ version: 1, jobs: [{ id: 'a', ...job }] }).success, problem).toBe(false);
    expect(shown.length).toBeGreaterThan(12);
  });
});
