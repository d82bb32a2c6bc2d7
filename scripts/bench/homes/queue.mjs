import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const start = Date.UTC(2026, 0, 1);
const historyPrefix = '2025';
// ext4 takes 65,000 names of one file.
const namesPerFile = 50_000;

/**
 * A home with `count` pending reports, as the producer would have written them; returns its path.
 * @param teams whose reports they are, in turn
 */
export function makeQueue(home, count, teams = ['bench']) {
  const pending = join(home, 'pending');
  for (const place of ['pending', 'sent', 'held', 'tmp', 'attempts'])
    mkdirSync(join(home, place), { recursive: true, mode: 0o700 });
  for (let index = 0; index < count; index += 1) {
    const { id, text } = makeReport(index, start, teams[index % teams.length]);
    writeFileSync(join(pending, `${id}.md`), text, { mode: 0o600 });
  }
  settle(home);
  return home;
}

/** Puts `count` reports of the year before into sent/; many names share a file. */
export function addHistory(home, count) {
  const first = Date.UTC(Number(historyPrefix), 0, 1);
  let shared;
  for (let index = 0; index < count; index += 1) {
    const { id, text } = makeReport(index, first);
    const path = join(home, 'sent', `${id}.md`);
    if (index % namesPerFile === 0) writeFileSync((shared = path), text, { mode: 0o600 });
    else linkSync(shared, path);
  }
  settle(home);
}

/** Moves what was sent back to pending/, so that the next round finds the same queue. Returns how many there were. */
export function putBack(home) {
  const names = listSent(home);
  for (const name of names) renameSync(join(home, 'sent', name), join(home, 'pending', name));
  rmSync(join(home, 'deliveries.jsonl'), { force: true });
  settle(home);
  return names.length;
}

/** @throws when a round did not send what it was to send: then its time means nothing. */
export function expectSent(home, count) {
  const sent = listSent(home).length;
  if (sent !== count) throw new Error(`${home}: expected ${count} reports in sent/, found ${sent}`);
}

function listSent(home) {
  return readdirSync(join(home, 'sent')).filter((name) => !name.startsWith(historyPrefix));
}

// What the harness wrote must not be paid for by the next sync of a command.
function settle(home) {
  if (spawnSync('sync', ['-f', home]).status !== 0) spawnSync('sync');
}

/** The `index`-th report of a queue that begins at `first`, Unix milliseconds. */
export function makeReport(index, first = start, team = 'bench') {
  const time = new Date(first + index * 1000).toISOString();
  const stamp = time.replaceAll(/[-:.]/g, '');
  const id = `${stamp}-bench-job-${index.toString(36).padStart(6, '0')}`;
  const text = `---
report_id: ${id}
created_at: '${time}'
team: ${team}
worker: bench
task_id: job
progress: 80%
status: normal
source: checkpoint-complete
done: export complete
next: wait for aggregation
---
**[normal] ${team} / bench · job · 80%**

Done: export complete
Next: wait for aggregation
`;
  return { id, text };
}
