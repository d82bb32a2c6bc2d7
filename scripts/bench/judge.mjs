// A limit is `{ ratio?, ms?, rssMb?, rssRatio? }`: the most that each may be.
const figures = {
  ratio: ({ ratio }) => ratio,
  ms: ({ ours }) => ours.median,
  rssMb: ({ rssMb }) => rssMb,
  rssRatio: ({ rssMb, peerRssMb }) => rssMb / peerRssMb,
};

const texts = {
  ratio: (most) => `≤ ${most}`,
  ms: (most) => `≤ ${most} ms`,
  rssMb: (most) => `RSS ≤ ${most} MB`,
  rssRatio: (most) => `RSS ≤ ${most} of the peer's`,
};

/** What became of a row: `aim met`, `must met`, `missed` or `no target`. Findings are rules that were broken, whatever the figures. */
export function judge({ must, aim }, measured) {
  if (must === undefined) return 'no target';
  if (measured.findings.length > 0 || !keeps(must, measured)) return 'missed';
  return aim !== undefined && keeps(aim, measured) ? 'aim met' : 'must met';
}

/** A limit as people write it. */
export function describeLimit(limit, rule) {
  if (limit === undefined) return '–';
  const parts = Object.entries(limit).map(([figure, most]) => texts[figure](most));
  return [...(rule === undefined ? [] : [rule]), ...parts].join(', ');
}

function keeps(limit, measured) {
  return Object.entries(limit).every(([figure, most]) => figures[figure](measured) <= most);
}
