// Measures the commands beside their peers, in throw-away homes. `npm run bench -- --help` has the options.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { useNode } from './measure/node.mjs';
import { readOptions, usage, UsageError } from './options.mjs';
import { makeProgress } from './progress.mjs';
import { readCurves } from './report/curves.mjs';
import { describeMachine } from './report/machine.mjs';
import { writePage } from './report/page.mjs';
import { drawPlot } from './report/plot.mjs';
import { toDocument } from './report/results.mjs';
import { formatFindings, formatTable } from './report/table.mjs';
import { root } from './root.mjs';
import { rows } from './rows/rows.mjs';
import { runRow } from './runRow.mjs';
import { inWorkplace } from './workplace.mjs';

try {
  const names = rows.map(({ name }) => name);
  const options = readOptions(process.argv.slice(2), names);
  if (options.help) console.log(usage);
  else if (options.list) for (const { name, title } of rows) console.log(`${name.padEnd(20)} ${title}`);
  else process.exitCode = await bench(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 64;
}

async function bench({ only, node: nodes, short, json, write }) {
  const results = await inWorkplace((work) => measureRows(work, { only, nodes, short, plotted: write }));
  console.log(formatTable(results));
  for (const line of formatFindings(results)) console.error(line);
  const run = { machine: describeMachine(), short, results };
  if (json !== undefined) writeJson(json, run);
  const complete = results.every(({ verdict }) => verdict !== 'could not run');
  if (write && complete) writeDocuments(run);
  else if (write) console.error('docs/performance.* are left as they were: a row could not run');
  return complete ? 0 : 1;
}

async function measureRows(work, { only, nodes, ...order }) {
  const chosen = rows
    .filter(({ name }) => only.includes(name))
    .flatMap((row) => nodes.slice(0, row.eachNode ? nodes.length : 1).map((node) => ({ row, node })));
  const results = [];
  for (const [index, { row, node }] of chosen.entries()) {
    const version = useNode(node);
    const progress = makeProgress(row.name, index + 1, chosen.length);
    results.push({ ...(await runRow(row, { work, ...order, progress })), node: version });
    progress('done');
  }
  return results;
}

function writeDocuments(run) {
  const page = join(root, 'docs/performance.md');
  const former = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const curves = readCurves(run.results);
  writeFileSync(page, writePage({ ...run, curves, former }));
  writeFileSync(join(root, 'docs/performance.svg'), drawPlot(curves));
  writeJson(join(root, 'docs/performance.json'), run);
}

function writeJson(path, run) {
  writeFileSync(path, `${JSON.stringify(toDocument(run), undefined, 2)}\n`);
}
