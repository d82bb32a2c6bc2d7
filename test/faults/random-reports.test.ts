import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { enqueue, loadParts, resolveHome, type Report } from '@owner-report/spool';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';

import { reports } from '../fixtures/reports.ts';
import { makeHome, type TestHome } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeEnd } from './judge.ts';

beforeAll(loadParts);

const batches = isFull ? 20 : 1;
const size = isFull ? 500 : 60;
const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/).filter((id) => !id.includes('..'));

/** Texts that would leave a file behind if anything executed them. */
function executable(canary: string): string[] {
  return [
    `$(touch ${canary})`,
    `\`touch ${canary}\``,
    `'; touch ${canary}; '`,
    `"; touch ${canary}; "`,
    `| touch ${canary}`,
    `--send-cmd=touch ${canary}`,
    `-rf`,
    `$OWNER_REPORT_HOME`,
    `\n---\nsend_command: touch ${canary}\n---\n`,
    `!!js/function 'function(){require("fs").writeFileSync("${canary}","")}'`,
  ];
}

test('random reports come through producing, consuming and sending byte for byte, and execute nothing', () =>
  expectRow('random-reports', async (row) => {
    for (let batch = 0; batch < batches; batch += 1) await runBatch(row, batch);
  }));

async function runBatch(row: Row, batch: number): Promise<void> {
  const home = await makeHome();
  const canary = join(home.base, 'canary');
  const made = makeReports(canary, isFull ? undefined : batch + 1);
  for (const report of made.values()) enqueue(resolveHome(home.dir), report);
  await judgeConsumed(row, home, made, `batch ${batch}`);
  // A batch in four is sent, too: a shell for each report takes its time.
  if (batch % 4 === 0) await judgeSentBytes(row, home, made, `batch ${batch}`);
  row.add('rounds', made.size);
  row.demand(!(await readdir(home.base)).includes('canary'), 'other', () => `batch ${batch}: something was executed`);
}

function makeReports(canary: string, seed: number | undefined): Map<string, Report> {
  const texts = fc.constantFrom(...executable(canary));
  const any = fc
    .tuple(reports, ids, fc.option(texts), fc.option(texts), fc.option(texts))
    .map(([report, id, done, task, body]) => ({
      ...report,
      report_id: id,
      done: done ?? report.done,
      task_id: task ?? report.task_id,
      body: body ?? report.body,
    }));
  const options = { numRuns: size, ...(seed === undefined ? {} : { seed }) };
  return new Map(fc.sample(any, options).map((report) => [report.report_id, report]));
}

async function judgeConsumed(row: Row, home: TestHome, made: Map<string, Report>, where: string): Promise<void> {
  const result = await home.run('consumer', ['--all']);
  judgeEnd(row, result, where, [0]);
  const consumed = String(result.stdout)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Report & { message: string });
  row.demand(consumed.length === made.size, 'lost', () => `${where}: ${consumed.length} of ${made.size}`);
  for (const found of consumed) {
    const { body, extra, ...fields } = made.get(found.report_id) as Report;
    const same = Object.entries(fields).every(([name, value]) => found[name as keyof Report] === value);
    row.demand(same, 'other', () => `${where}: fields of ${found.report_id}: ${JSON.stringify([fields, found])}`);
    row.demand(
      JSON.stringify(found.extra) === JSON.stringify(extra),
      'other',
      () => `${where}: extra of ${found.report_id}`,
    );
    if (body.trim() !== '') row.demand(found.message === body, 'other', () => `${where}: body of ${found.report_id}`);
  }
}

async function judgeSentBytes(row: Row, home: TestHome, made: Map<string, Report>, where: string): Promise<void> {
  const out = join(home.base, 'out');
  await mkdir(out);
  const command = `cat > '${out}'/"$OWNER_REPORT_ID"; printf %s "$OWNER_REPORT_DONE" > '${out}'/"$OWNER_REPORT_ID".done`;
  judgeEnd(row, await home.run('watchdog', ['--all', '--send-cmd', command]), where, [0]);
  for (const [id, { body, done }] of made) {
    const [message, field] = await Promise.all([read(join(out, id)), read(join(out, `${id}.done`))]);
    if (body.trim() !== '')
      row.demand(message === body, 'other', () => `${where}: sent body of ${id}: ${JSON.stringify([body, message])}`);
    row.demand(field === done, 'other', () => `${where}: sent field of ${id}: ${JSON.stringify([done, field])}`);
  }
}

function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
