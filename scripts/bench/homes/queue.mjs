import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const start = Date.UTC(2026, 0, 1);

/** A home with `count` pending reports, as the producer would have written them; returns its path. */
export function makeQueue(home, count) {
  const pending = join(home, 'pending');
  for (const place of ['pending', 'sent', 'held', 'tmp', 'attempts'])
    mkdirSync(join(home, place), { recursive: true, mode: 0o700 });
  for (let index = 0; index < count; index += 1) {
    const { id, text } = makeReport(index);
    writeFileSync(join(pending, `${id}.md`), text, { mode: 0o600 });
  }
  settle(home);
  return home;
}

/** Moves what was sent back to pending/, so that the next round finds the same queue. Returns how many there were. */
export function putBack(home) {
  const names = readdirSync(join(home, 'sent'));
  for (const name of names) renameSync(join(home, 'sent', name), join(home, 'pending', name));
  rmSync(join(home, 'deliveries.jsonl'), { force: true });
  settle(home);
  return names.length;
}

/** @throws when a round did not send what it was to send: then its time means nothing. */
export function expectSent(home, count) {
  const sent = readdirSync(join(home, 'sent')).length;
  if (sent !== count) throw new Error(`${home}: expected ${count} reports in sent/, found ${sent}`);
}

// What the harness wrote must not be paid for by the next sync of a command.
function settle(home) {
  if (spawnSync('sync', ['-f', home]).status !== 0) spawnSync('sync');
}

function makeReport(index) {
  const time = new Date(start + index * 1000).toISOString();
  const stamp = time.replaceAll(/[-:.]/g, '');
  const id = `${stamp}-bench-job-${index.toString(36).padStart(6, '0')}`;
  const text = `---
report_id: ${id}
created_at: '${time}'
team: bench
worker: bench
task_id: job
progress: 80%
status: normal
source: checkpoint-complete
done: export complete
next: wait for aggregation
---
**[normal] bench / bench · job · 80%**

Done: export complete
Next: wait for aggregation
`;
  return { id, text };
}
