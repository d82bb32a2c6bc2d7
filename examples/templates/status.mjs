// Status of a long job that leaves "pid", "count" and, at its end, "complete" in its directory. Always exit 0 with JSON.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

process.chdir(process.env.JOB_DIR ?? '.');
const [pid, count] = ['pid', 'count'].map((name) => (existsSync(name) ? Number(readFileSync(name, 'utf8')) : 0));
let running = pid > 0;
try {
  process.kill(pid, 0);
  // A zombie answers to a signal, and does nothing any more.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  running &&= !/^\s*Z/.test(stdout ?? '');
} catch {
  running = false;
}
const completed = !running && existsSync('complete');
console.log(JSON.stringify({ running, completed, pid: pid || null, progress: { count } }));
