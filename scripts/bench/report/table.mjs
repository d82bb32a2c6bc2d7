import { describeLimit } from '../judge.mjs';

const header = ['row', 'node', 'ours', 'peer', 'ratio', 'must', 'aim', 'verdict', 'spread', 'RSS'];

/** The results as a Markdown table that also reads well on a terminal. */
export function formatTable(results) {
  const lines = [header, ...results.map(toCells)];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const toLine = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [toLine(lines[0]), rule, ...lines.slice(1).map(toLine)].join('\n');
}

/** What a row has to say beside its figures, a line each. */
export function formatFindings(results) {
  return results.flatMap(({ row, verdict, findings }) => findings.map((text) => `${row.name}: ${verdict}: ${text}`));
}

function toCells({ row, node, ours, peer, ratio, spread, rssMb, verdict }) {
  const limits = [describeLimit(row.must, row.rule), describeLimit(row.aim)];
  if (ours === undefined) return [row.name, node, '–', '–', '–', ...limits, verdict, '–', '–'];
  return [
    row.name,
    node,
    formatMs(ours.median),
    peer === undefined ? '–' : formatMs(peer.median),
    ratio === undefined ? '–' : formatRatio(ratio),
    ...limits,
    verdict,
    ratio === undefined ? `${formatMs(spread.low)} … ${formatMs(spread.high)}` : formatSpread(spread),
    rssMb === undefined ? '–' : `${Math.round(rssMb)} MB`,
  ];
}

function formatMs(ms) {
  if (Math.abs(ms) >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms.toFixed(Math.abs(ms) < 10 ? 2 : Math.abs(ms) < 100 ? 1 : 0)} ms`;
}

function formatRatio(ratio) {
  return ratio.toFixed(ratio < 0.1 ? 3 : 2);
}

function formatSpread({ low, high }) {
  return `${formatRatio(low)} … ${formatRatio(high)}`;
}
