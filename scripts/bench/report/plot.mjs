const panel = { width: 400, height: 260, left: 58, right: 18, top: 44, bottom: 48 };
const ticksY = 4;

/** The curves side by side as SVG, for light and dark pages. Sizes are spaced by powers of ten, times from 0 upwards. */
export function drawPlot([pass, report]) {
  const panels = [
    drawPanel(pass, { xLabel: 'reports pending', yLabel: 'ms per pass' }),
    drawPanel(report, { xLabel: 'reports in the backlog', yLabel: 'ms per report' }),
  ];
  const width = panel.width * panels.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panel.height}" width="${width}" height="${panel.height}" role="img">
<title>Cost per pass by queue size, and cost per report by backlog</title>
<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .small { font-size: 11px; fill: #59636e }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .curve { fill: none; stroke: #0969da; stroke-width: 2 }
  .spread { stroke: #0969da; stroke-width: 1.5; opacity: .5 }
  .point { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .curve, .spread { stroke: #4493f8 }
    .point { fill: #4493f8 }
  }
</style>
${panels.map((content, index) => `<g transform="translate(${index * panel.width} 0)">\n${content}\n</g>`).join('\n')}
</svg>
`;
}

function drawPanel({ title, points }, { xLabel, yLabel }) {
  const scale = makeScale(points);
  const bottom = panel.height - panel.bottom;
  const lines = [
    text(panel.left, 18, title, 'title'),
    text(panel.left, 34, yLabel, 'small'),
    text((panel.left + panel.width - panel.right) / 2, panel.height - 8, xLabel, 'small', 'middle'),
  ];
  for (let tick = 0; tick <= ticksY; tick += 1) {
    const ms = (scale.topMs / ticksY) * tick;
    const y = scale.y(ms);
    lines.push(`<line class="grid" x1="${panel.left}" x2="${panel.width - panel.right}" y1="${y}" y2="${y}"/>`);
    lines.push(text(panel.left - 8, y + 4, String(Number(ms.toPrecision(3))), 'small', 'end'));
  }
  for (const { size } of points)
    lines.push(text(scale.x(size), bottom + 18, size.toLocaleString('en'), 'small', 'middle'));
  const path = points.map(({ size, median }) => `${scale.x(size)},${scale.y(median)}`).join(' ');
  lines.push(`<polyline class="curve" points="${path}"/>`);
  for (const { size, median, low, high } of points) {
    const x = scale.x(size);
    lines.push(`<line class="spread" x1="${x}" x2="${x}" y1="${scale.y(low)}" y2="${scale.y(high)}"/>`);
    lines.push(
      `<circle class="point" cx="${x}" cy="${scale.y(median)}" r="3.5"><title>${size.toLocaleString('en')}: ${median.toPrecision(3)} ms</title></circle>`,
    );
  }
  return lines.join('\n');
}

function makeScale(points) {
  const first = Math.log10(points[0].size);
  const last = Math.log10(points.at(-1).size);
  const topMs = roundUp(Math.max(...points.map(({ high }) => high)));
  const inset = 12;
  const left = panel.left + inset;
  const width = panel.width - panel.right - inset - left;
  const height = panel.height - panel.top - panel.bottom;
  return {
    topMs,
    x: (size) => round(left + ((Math.log10(size) - first) / (last - first)) * width),
    y: (ms) => round(panel.height - panel.bottom - (ms / topMs) * height),
  };
}

/** The next number above that makes round grid lines. */
function roundUp(ms) {
  const power = 10 ** Math.floor(Math.log10(ms));
  return [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].map((factor) => factor * power).find((top) => top >= ms);
}

function round(number) {
  return Number(number.toFixed(1));
}

function text(x, y, content, className, anchor = 'start') {
  return `<text class="${className}" x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}
