// Counts the files below a directory by their ending, in the background, and goes on from its checkpoint after a kill.
//   $EXAMPLE_DATA/checkpoint.json   what is counted and which directories are left
//   $EXAMPLE_DATA/inventory.json    the result
//   $EXAMPLE_DATA/worker.json       the process at work; stopReason when it was stopped
import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(process.env.SCAN_ROOT ?? '.');
const data = resolve(process.env.EXAMPLE_DATA ?? 'data');
const pauseMs = Number(process.env.SCAN_PAUSE_MS ?? 0);
const saveEvery = 50; // directories

const commands = { start, work, status, stop };
const command = commands[process.argv[2]];
if (command === undefined) {
  console.error('usage: scan.mjs start|status|stop');
  process.exit(64);
}
mkdirSync(data, { recursive: true });
await command();

function start() {
  const worker = findWorker();
  if (worker !== undefined) {
    console.log(`already running (pid ${worker.pid})`);
    return;
  }
  // The result of before is replaced when there is a new one; its place shows that the scan is complete.
  if (load('checkpoint') === undefined || load('inventory') !== undefined) {
    save('checkpoint', { root, todo: [root], directories: 0, files: 0, bytes: 0, unreadable: 0, byEnding: {} });
    rmSync(join(data, 'inventory.json'), { force: true });
  }
  const log = openSync(join(data, 'worker.log'), 'a');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'work'], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  save('worker', { pid: child.pid, since: bornAt(child.pid) });
  console.log(`started (pid ${child.pid})`);
}

async function work() {
  let isStopped = false;
  process.on('SIGTERM', () => {
    isStopped = true;
    // A pause under way is not waited for: before each the checkpoint was saved.
    if (pauseMs > 0) leave();
  });
  const found = load('checkpoint');
  while (found.todo.length > 0) {
    scan(found.todo.pop(), found);
    if (isStopped || pauseMs > 0 || found.directories % saveEvery === 0) save('checkpoint', found);
    if (isStopped) leave();
    // Signals are heard between two directories.
    await pause(pauseMs);
  }
  const { todo: _todo, ...inventory } = found;
  save('checkpoint', found);
  save('inventory', inventory);
}

function leave() {
  save('worker', { stopReason: 'stopped' });
  process.exit(0);
}

function scan(directory, found) {
  found.directories += 1;
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    found.unreadable += 1;
    return;
  }
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (path === data) continue;
    if (entry.isDirectory()) found.todo.push(path);
    if (!entry.isFile()) continue;
    const ending = extname(entry.name) || '(none)';
    found.files += 1;
    found.bytes += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
    found.byEnding[ending] = (found.byEnding[ending] ?? 0) + 1;
  }
}

async function stop() {
  const worker = findWorker();
  if (worker === undefined) return;
  process.kill(worker.pid, 'SIGTERM');
  for (let tries = 0; tries < 100 && findWorker() !== undefined; tries += 1) await pause(100);
  if (findWorker() !== undefined) process.exitCode = 1;
}

function status() {
  const worker = findWorker();
  const { directories = 0, files = 0, bytes = 0, unreadable = 0, todo = [] } = load('checkpoint') ?? {};
  const running = worker !== undefined;
  const completed = !running && load('inventory') !== undefined;
  const stopReason = load('worker')?.stopReason ?? (load('checkpoint') === undefined ? 'not-started' : 'killed');
  console.log(
    JSON.stringify({
      running,
      completed,
      pid: worker?.pid,
      stopReason: running || completed ? undefined : stopReason,
      progress: { directories, left: todo.length, files, bytes, unreadable },
      level: unreadable > 0 ? 'warn' : 'ok',
    }),
  );
}

// The process at work, or undefined.
function findWorker() {
  const worker = load('worker');
  return worker?.pid !== undefined && worker.since !== '' && bornAt(worker.pid) === worker.since ? worker : undefined;
}

// When a process began. Its number alone may be that of another one by now; a zombie counts as gone.
function bornAt(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return 'ZX'.includes(fields[0]) ? '' : fields[19];
  } catch {
    return '';
  }
}

function load(name) {
  try {
    return JSON.parse(readFileSync(join(data, `${name}.json`), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// In one step, and durably: whoever reads it, also after a power cut, finds the old content or the new one.
function save(name, content) {
  const path = join(data, `${name}.json`);
  const file = openSync(`${path}.tmp`, 'w');
  writeSync(file, JSON.stringify(content));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.tmp`, path);
}
