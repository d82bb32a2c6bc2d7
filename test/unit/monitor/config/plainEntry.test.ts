import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PartNeeded } from '@owner-report/spool';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { cronPart } from '../../../../packages/monitor/src/config/cronPattern.ts';
import { readPlainDefaults, readPlainJob } from '../../../../packages/monitor/src/config/plainEntry.ts';
import { inspectJobs } from '../../../../packages/monitor/src/config/readJobs.ts';
import { defaultsSchema, jobSchema } from '../../../../packages/monitor/src/config/schema.ts';
import { mutants } from '../../../fixtures/mutants.ts';
import { makeHome, root } from '../../../harness.ts';

beforeAll(() => cronPart.load());

const defaults = {
  quietHours: { start: '23:00', end: '08:00' },
  reportEverySeconds: 0,
  stallSeconds: 1800,
  autoResume: true,
  autoResumeBackoffSeconds: 1.5,
};

const job = {
  id: 'check',
  name: ' Check of it ',
  kind: 'one_shot_read',
  risk: 'read_only',
  enabled: true,
  cwd: '/srv',
  commands: { run: ['sh', 'check.sh', ''], start: ['a'], status: ['b', 'c'], stop: ['d'] },
  policy: { ...defaults, reportWhileRunning: false, onlyOnChange: true, failAfter: 3, timeoutSeconds: 0.5 },
  schedule: '30 6 * * *',
  approval: { required: true, granted: false },
  after: [{ jobId: 'other', when: 'failure', delaySeconds: 60 }, { jobId: 'check' }],
};

const oddities: unknown[][] = [
  [null, true, 'true', 0, -1, -0, 0.5, 1, 1000, 1001, 86_400, 86_401, 366 * 86_400, 366 * 86_400 + 1, 1e308],
  ['', ' ', ' check', 'check\n', '__proto__', '\uD800', '\u202E', 'x'.repeat(200), 'x'.repeat(201)],
  ['24:00', '8:00', '08:00', '00:60', '@daily', '@hourly', '* * * * *', '0 0 31 2 *', '* * * * * *', '61 * * * *'],
  ['success', 'failure', 'read_only', 'write_local', 'one_shot_write', 'toString'],
  [[], [''], ['a', 1], ['a', null], [[]], {}, { everySeconds: 1 }, { everySeconds: 0.5 }, { jobId: 'x' }],
];
const odd = oddities.flat();

test('an entry is read as the schema reads it, and left to it only where that says or changes something', () => {
  let [read, left] = [0, 0];
  const check = (plain: unknown, schema: typeof jobSchema | typeof defaultsSchema, given: unknown) => {
    const { data } = schema.safeParse(given);
    if (plain !== undefined) read += 1;
    else left += 1;
    const { id } = (data ?? {}) as { id?: string };
    const isTrimmed = id !== (given as { id?: unknown } | undefined)?.id;
    expect(plain).toStrictEqual(isTrimmed ? undefined : data);
  };
  fc.assert(
    fc.property(mutants(job, odd), (given) => check(readPlainJob(given), jobSchema, given)),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(mutants(defaults, odd), (given) => check(readPlainDefaults(given), defaultsSchema, given)),
    { numRuns: 1000 },
  );
  expect(Math.min(read, left)).toBeGreaterThan(500);
});

const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('ops-jobs.json'))
  .map((name) => join(root, 'examples', name));

test.each(examples)('%s is read without the schema', (path) => {
  expect(inspectJobs(path)).toMatchObject({ wholeProblems: [], faults: [] });
});

test('so are the jobs of the page, with a null and with a key that nobody knows', async () => {
  const page = readFileSync(join(root, 'docs/jobs.md'), 'utf8');
  const [, text = ''] = /^```json\n(.*?)^```/ms.exec(page) ?? [];
  const file = JSON.parse(text) as { defaults: object; jobs: object[] };
  file.jobs = file.jobs.map((entry) => ({ ...entry, policy: null, note: 'x' }));
  const home = await makeHome();
  const path = join(home.base, 'jobs.json');
  await writeFile(path, JSON.stringify(file), { mode: 0o600 });
  const read = inspectJobs(path);
  expect(read).toMatchObject({ wholeProblems: [], faults: [] });
  expect(read.jobs.size).toBe(file.jobs.length);
  // Whoever asks what is odd about it has all parts.
  expect(() => read.findWarnings()).toThrow(PartNeeded);
});
