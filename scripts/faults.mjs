// Runs the campaign of faults in full, or with `--only NAME` one row of it, and prints what each row counted. With
// `--write` the summary goes into docs/reliability.md as well. Ends with 1 when a promise was broken.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/reliability.md');
const columns = [
  ['rounds', 'rounds'],
  ['injections', 'injections'],
  ['kills', 'kills'],
  ['flagged', 'flagged again'],
  ['duplicates', 'duplicates'],
  ['lost', 'lost'],
  ['halfVisible', 'half visible'],
  ['falselySent', 'falsely sent'],
  ['other', 'other'],
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, write: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(
    'npm run test:faults [-- [--only NAME] [--write]]; NAME is the beginning of a file in test/faults/ or test/model/',
  );
  process.exit(0);
}
process.chdir(root);
process.exitCode = runCampaign();

function runCampaign() {
  const dir = mkdtempSync(join(tmpdir(), 'owner-report-faults-'));
  const counts = join(dir, 'counts');
  try {
    writeFileSync(counts, '');
    const startedAt = Date.now();
    const filters = ['faults', 'model'].map((room) => `test/${room}/${values.only ?? ''}`);
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', ...filters, '--testTimeout=3600000'],
      {
        stdio: 'inherit',
        env: { ...process.env, OWNER_REPORT_TEST_FAULTS: 'all', OWNER_REPORT_TEST_COUNTS: counts },
      },
    );
    const rows = readRows(counts);
    const summary = summarize(rows, (Date.now() - startedAt) / 60_000);
    console.log(`\n${summary}`);
    if (values.write) writeSummary(summary);
    return status === 0 ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function readRows(path) {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line)).sort((a, b) => (a.row < b.row ? -1 : 1));
}

function summarize(rows, minutes) {
  const lines = [
    `| row | ${columns.map(([, title]) => title).join(' | ')} | what else |`,
    `|---|${columns.map(() => '--:|').join('')}---|`,
    ...rows.map(toLine),
  ];
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`;
  const command = `npm run test:faults${values.only === undefined ? '' : ` -- --only ${values.only}`}`;
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, \`${command}\`, ${minutes.toFixed(0)} minutes, ${machine}.\n\n${lines.join('\n')}\n`;
}

function toLine(row) {
  if (row.skipped !== undefined)
    return `| ${row.row} | ${columns.map(() => '').join(' | ')} | skipped: ${row.skipped} |`;
  return `| ${row.row} | ${columns.map(([key]) => row[key]).join(' | ')} | ${row.notes.join('; ')} |`;
}

function writeSummary(summary) {
  const [begin, end] = ['<!-- figures -->\n', '<!-- end of figures -->'];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${page}: expected the lines ${begin.trim()} and ${end}`);
  writeFileSync(page, `${text.slice(0, from)}\n${summary}\n${text.slice(to)}`);
}
