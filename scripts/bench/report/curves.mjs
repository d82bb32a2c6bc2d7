/** The curves that rows were measured along: `[{ title, points: [{ size, median, low, high }] }]`, in ms. */
export function readCurves(results) {
  return results.filter(({ row, ours }) => row.curve !== undefined && ours !== undefined).map(toCurve);
}

function toCurve({ row, ours, peer, between }) {
  const { title, sizes } = row.curve;
  const measured = [peer, ...between, ours];
  return { title, points: sizes.map((size, index) => ({ size, ...measured[index] })) };
}
