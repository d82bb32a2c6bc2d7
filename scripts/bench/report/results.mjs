/** What `--json` and docs/performance.json hold; times in ms, memory in MB. */
export function toDocument({ machine, short, results }) {
  return { version: 1, ...machine, short, rows: results.map(toEntry) };
}

function toEntry({ row, ...measured }) {
  const { node, ours, peer, ratio, spread, rssMb, peerRssMb, pairs, between, verdict, findings, samples } = measured;
  const { name, title, must, aim, curve } = row;
  return {
    name,
    node,
    title,
    ours,
    peer,
    ratio,
    must,
    aim,
    curve,
    verdict,
    spread,
    rssMb,
    peerRssMb,
    pairs,
    between,
    findings,
    samples,
  };
}
