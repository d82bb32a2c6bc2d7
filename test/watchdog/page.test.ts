import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { browser, dumpDom, servePages } from '../fixtures/browser.ts';
import { makeBench, running } from '../fixtures/monitor/bench.ts';
import { clockEnvironment, makeHome, reportText, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { threeLanes, writeAt, writeConfig } from './routes.ts';

const inBrowser = testIf(browser !== undefined, 'no browser: install chromium');

async function page(home: TestHome, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const file = join(home.base, 'page.html');
  const { exitCode, stdout } = await home.run('watchdog', ['page', '--file', file], { env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  return readFile(file, 'utf8');
}

/** What a reader sees of it. */
function textOf(html: string): string {
  const body = html.slice(html.indexOf('<body>')).replaceAll(/<[^>]*>/g, ' ');
  return body.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll(/\s+/g, ' ');
}

test('the page tells the verdict and what to type, each lane, what is held and what was sent', async () => {
  const home = await makeHome();
  await writeConfig(home, threeLanes(home, { urgent: 'echo down; exit 1' }));
  await writeAt(home, 1, { status: 'alert' });
  await writeAt(home, 2, { progress: '40%' });
  await home.write('r9', reportText('r9'));
  await home.run('watchdog', ['hold', 'r9', '--reason', 'wrong channel']);
  await home.run('watchdog', ['--all']);
  const text = textOf(await page(home));
  const told = [
    'alert route urgent: the head failed: send command exited with 1: down',
    `To type: owner-report-watchdog doctor --home ${home.dir}`,
    'Lanes urgent 1',
    'failed: send command exited with 1: down',
    'ops 0 nothing waits',
    'Held: 1 r9 wrong channel',
    `owner-report-watchdog release r9 --home ${home.dir}`,
    'Attempts of the last 48 hours: 1 sent, 1 not',
    '[normal] t / w · job · 40%',
  ];
  for (const words of told) expect(text).toContain(words);
});

test('jobs stand there with their progress and stall clock, and approvals with the command to copy', async () => {
  const bench = await makeBench();
  await bench.configure([
    { id: 'scan', name: 'The scan', policy: { stallSeconds: 600 } },
    { id: 'check', kind: 'one_shot_read' },
    { id: 'move', kind: 'one_shot_write', after: [{ jobId: 'check' }] },
  ]);
  await bench.setStatus('scan', running(3));
  await bench.run('12:00', ['run', 'move']);
  await bench.tick('12:00');
  const text = textOf(await page(bench.home, clockEnvironment({ at: '2026-01-15T12:04:00Z' })));
  expect(text).toContain('The scan running done=3 no progress for 4 min; stalled after 10 min');
  expect(text).toMatch(
    /Approvals move nobody has approved it owner-report-monitor approve move --by WHO --reason WHY /,
  );
  expect(text).toContain('The last tick of the monitor: 4 min before , exit 0.');
});

describe('its policy', () => {
  test('lets nothing run and nothing be asked for, and its style is the one that it allows', async () => {
    const home = await makeHome();
    const html = await page(home);
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? '';
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
  });
});

// Each of them in every place that somebody else's words can get to.
const hostile = [
  `<script>fetch('/ran')</script>`,
  `"><img src=/image onerror="fetch('/ran')">`,
  `</code></style></bdi><svg onload="fetch('/ran')">`,
  `'><a href="javascript:fetch('/ran')" autofocus onfocus="fetch('/ran')">`,
  `</title><meta http-equiv="refresh" content="0;url=/gone">`,
  '\u202Etxet desrever \u05D0\u05D1\u05D2 <b>',
  'w'.repeat(3000),
];

async function makeHostile(): Promise<TestHome> {
  const bench = await makeBench();
  const { home } = bench;
  await bench.configure([
    ...hostile.map((name, index) => ({ id: `j${index}`, name })),
    { id: hostile[0], kind: 'one_shot_write', after: [{ jobId: 'v' }] },
    { id: 'v', kind: 'one_shot_read' },
  ]);
  for (const [index, message] of hostile.entries())
    await bench.setStatus(`j${index}`, { running: true, progress: { [message]: message }, message });
  await bench.run('12:00', ['run', '--', String(hostile[0])]);
  await bench.tick('12:00');
  for (const [index, words] of hostile.entries()) {
    const id = `r${index}`;
    await home.write(id, reportText(id, { task_id: JSON.stringify(words), progress: JSON.stringify(words) }));
    if (index === 0) await home.run('watchdog', ['hold', id, '--reason', words]);
  }
  await home.run('watchdog', [
    '--all',
    '--send-cmd',
    `[ "$OWNER_REPORT_ID" != r5 ] || { echo "${hostile[2]}"; exit 1; }`,
  ]);
  return home;
}

inBrowser(
  'whatever stands in reports and jobs, no script runs, no request goes out, and nothing is wider than a phone',
  async () => {
    const html = await page(await makeHostile());
    const measure = `<iframe src="/page" width="390" height="800"></iframe><script>onload = () => {
    const { documentElement: root, title } = document.querySelector('iframe').contentDocument;
    document.title = [title, root.clientWidth >= root.scrollWidth ? 'fits' : root.scrollWidth].join(' | ');
  }</script>`;
    const home = await makeHome();
    const { origin, others } = await servePages({ '/': measure, '/page': html });
    expect(/<title>(.*?)<\/title>/.exec(await dumpDom(`${origin}/`, home.base))?.[1]).toMatch(
      /^\w+: owner-report \| fits$/,
    );
    expect(others).toEqual([]);
    // A page that does not keep it up is found out.
    const naive = await servePages({ '/': hostile.slice(0, 3).join('\n') });
    await dumpDom(`${naive.origin}/`, home.base);
    expect(naive.others).toContain('/ran');
  },
);

describe('of a home with', () => {
  test.each([0, 5, 5000])('%i reports it is small and written in one step', async (count) => {
    const home = await makeHome();
    await Promise.all(Array.from({ length: count }, (_, index) => home.write(`r${index}`, reportText(`r${index}`))));
    const html = await page(home);
    expect(html.length).toBeLessThan(20_000);
    expect(textOf(html)).toContain(`Queue pending ${count}`);
    expect((await readdir(home.base)).filter((name) => name.includes('.new'))).toEqual([]);
  });
});

test('it is private; a file that is there keeps its mode', async () => {
  const home = await makeHome();
  await page(home);
  const file = join(home.base, 'page.html');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await writeFile(join(home.base, 'open.html'), '', { mode: 0o644 });
  await home.run('watchdog', ['page', '--file', join(home.base, 'open.html')]);
  expect((await stat(join(home.base, 'open.html'))).mode & 0o777).toBe(0o644);
});

test('where it cannot be written, or nothing says where, that is said', async () => {
  const home = await makeHome();
  await mkdir(home.base, { recursive: true });
  expect(await home.run('watchdog', ['page'])).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('--file: expected where to write the page'),
  });
  expect(await home.run('watchdog', ['page', '--file', join(home.base, 'no/such/dir.html')])).toMatchObject({
    exitCode: 73,
    stderr: expect.stringContaining('no/such/dir.html: cannot be written'),
  });
});
