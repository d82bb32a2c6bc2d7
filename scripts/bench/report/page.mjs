import { formatFindings, formatTable } from './table.mjs';

const keptFrom = '<!-- kept: what stands in the way of the other aims; written by hand -->';
const keptTo = '<!-- end of kept -->';
const nothingYet = 'Nothing has been written here yet.';

/** docs/performance.md. What stands between the marks in the page as it was is kept. */
export function writePage({ machine, results, curves, former }) {
  const reached = results.filter(({ verdict }) => verdict === 'aim met');
  const others = results.filter(({ row, verdict }) => verdict === 'missed' || (row.aim && verdict !== 'aim met'));
  return `# Performance

Written by \`npm run bench -- --write\` on ${machine.date}. Only ratios count: absolute times differ by a third from hour to
hour on one machine. The figures behind this page: [performance.json](performance.json).

| machine | |
|---|---|
| processor | ${machine.cpu}, ${machine.cores} cores |
| memory | ${machine.memoryGiB} GiB |
| kernel | ${machine.kernel} |
| file system | ${machine.fileSystem} |
| node | ${machine.node} |
| python | ${machine.python} |

## Results

${formatTable(results)}
${formatFindings(results)
  .map((line) => `\n- ${line}`)
  .join('')}
Ours and peer are medians of whole processes, per report where a row says so. The ratio is ours over peer: below 1 is
faster than the peer. The spread holds the middle half of the ratios of the pairs. RSS is the peak of our own process.

![Cost per pass by queue size, and cost per report by backlog](performance.svg)

${formatCurves(curves)}

## How it is measured

A run measures both sides of a row in turn, A B A B …, after rounds that do not count, so that what else the machine does
falls on both. Both sides get the same small environment; \`NODE_EXTRA_CA_CERTS\`, which slows every start of Node, is not
in it. Programs are called by their interpreter, without a shebang or a shim. What a side leaves behind is checked after each
round: a drain that did not send everything is an error, not a time. Peak RSS comes from runs that are not timed, except
where a run takes seconds. A row ends early, with fewer pairs, when it has taken two minutes.

${results.map(({ row, pairs }) => `- **${row.name}**: ${row.title}. ${row.how}${pairs === undefined ? '' : ` Pairs: ${pairs}.`}`).join('\n')}

The peers are in \`scripts/bench/peers/\`. They are what one would write in an afternoon, and have fewer guarantees.

## Aims

Met: ${listNames(reached)}. Not met: ${listNames(others)}.

${keptFrom}
${readKept(former)}
${keptTo}
`;
}

function readKept(former) {
  const [, after] = former.split(keptFrom);
  return after?.split(keptTo)[0].trim() || nothingYet;
}

function listNames(results) {
  return (
    results.map(({ row, verdict }) => `${row.name}${verdict === 'aim met' ? '' : ` (${verdict})`}`).join(', ') || 'none'
  );
}

function formatCurves(curves) {
  return curves
    .map(({ title, points }) => {
      const list = points.map(
        ({ size, median }) => `${size.toLocaleString('en')}: ${Number(median.toPrecision(3))} ms`,
      );
      return `${title}: ${list.join(' · ')}.`;
    })
    .join('\n\n');
}
