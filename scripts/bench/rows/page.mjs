import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeReport, makeQueue } from '../homes/queue.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';

const sizes = { full: 5000, short: 50 };

export const pageRows = [
  {
    name: 'page',
    title: 'a page of 5,000 reports sent within a day against one of 10',
    how: '`owner-report-watchdog page` over `sent/` and the log of that many, and 10 pending.',
    rounds: { full: { warmUps: 1, pairs: 11 }, short: { warmUps: 0, pairs: 2 } },
    prepare: ({ dir, short }) => ({
      ours: pageOf(join(dir, 'ours'), short ? sizes.short : sizes.full),
      peer: pageOf(join(dir, 'peer'), 10),
    }),
  },
];

function pageOf(dir, count) {
  mkdirSync(dir, { recursive: true });
  const home = makeQueue(join(dir, 'home'), 10);
  const now = Date.now();
  const lines = Array.from({ length: count }, (_, index) => {
    const { id, text } = makeReport(index, now - 86_000_000 + index * 16_000);
    writeFileSync(join(home, 'sent', `${id}.md`), text, { mode: 0o600 });
    return {
      at: new Date(now - 86_000_000 + index * 17_000),
      event: 'sent',
      report_id: id,
      attempt: 1,
      duration_ms: 20,
    };
  });
  writeFileSync(join(home, 'deliveries.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {
    mode: 0o600,
  });
  const argv = ourCommand('watchdog', 'page', '--file', join(dir, 'status.html'), '--quiet');
  return { node: true, run: (env) => runProcess(argv, { cwd: dir, env: { ...env, OWNER_REPORT_HOME: home } }) };
}
