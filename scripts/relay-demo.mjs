// Shows the relay end to end: a broker with keys, rights and TLS, three hosts and a hub in throw-away directories. Reports go
// through it; the broker is killed in the middle, reports wait on their hosts, and everything arrives once, in order.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const hosts = ['db1', 'web1', 'web2'];
const program = findBroker();
const base = mkdtempSync(join(tmpdir(), 'owner-report relay-'));
const broker = join(base, 'broker');
const environment = { PATH: process.env.PATH, HOME: base, LANG: process.env.LANG ?? 'C.UTF-8' };
const running = new Set();
let failures = 0;
let port = -1;

try {
  step('A broker, with the keys, rights and certificates that examples/relay makes');
  cpSync(join(root, 'examples/relay'), broker, { recursive: true });
  fitConfiguration();
  execFileSync(process.execPath, ['make-keys.mjs', '.', ...hosts], { cwd: broker, stdio: 'inherit' });
  execFileSync('sh', ['make-certificates.sh', '.', '127.0.0.1'], { cwd: broker, stdio: 'inherit' });
  let server = await startBroker();
  console.log(`nats-server listens on 127.0.0.1:${port}`);

  step('A hub, which makes the stream, and follows it');
  makeHome('hub', { via: 'file' });
  show('hub', 'owner-report-relay', ['pull']);
  const hub = start(join(root, 'node_modules/.bin/owner-report-relay'), ['pull', '--follow'], homeOf('hub'));

  step('Three hosts, a report each');
  for (const host of hosts) {
    makeHome(host, {
      sendCommand: 'owner-report-relay send',
      relayHost: host,
      relayKeyFile: join(broker, `host-${host}.key`),
    });
    report(host, 'first');
    show(host, 'owner-report-watchdog', ['--all']);
  }
  await untilTaken(hosts.length);

  step('The broker is killed: reports stay on their hosts, and nobody is stopped from reporting');
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('exit', resolve));
  for (const host of hosts) {
    report(host, 'second');
    show(host, 'owner-report-watchdog', ['--all'], 75);
  }

  step('It is there again: all of them arrive, once, in the order of each host');
  server = await startBroker();
  for (const host of hosts) show(host, 'owner-report-watchdog', ['--all']);
  await untilTaken(2 * hosts.length);
  show('hub', 'owner-report-relay', ['status']);
  show('hub', 'owner-report-watchdog', ['--all', '--quiet']);
  const outbox = readFileSync(join(base, 'hub/outbox.txt'), 'utf8');
  for (const host of hosts) {
    const told = [...outbox.matchAll(new RegExp(`${host} · job[^]*?Done: (\\w+)`, 'g'))].map(([, word]) => word);
    check(
      told.join() === 'first,second',
      `${host}: expected first,second at the hub, found ${told.join() || 'nothing'}`,
    );
  }
  console.log(outbox.trim());
  hub.kill('SIGTERM');
  const [code] = await new Promise((resolve) => hub.once('exit', (...end) => resolve(end)));
  check(code === 0, `the hub ended with ${code}`);
} finally {
  for (const child of running) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
console.log(failures === 0 ? '\nAll as promised.' : `\n${failures} things were not as promised.`);
process.exitCode = failures === 0 ? 0 : 1;

function findBroker() {
  const named = process.env.NATS_SERVER;
  // Debian puts it where only root looks.
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].map((dir) => join(dir, 'nats-server'));
  const found = (named === undefined ? places : [named]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  console.error('expected nats-server, found none: apt-get install nats-server, or set NATS_SERVER to its path');
  process.exit(69);
}

// A broker before 2.10 does not start with what it does not know.
function fitConfiguration() {
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) > 2 || Number(minor) >= 10) return;
  const path = join(broker, 'nats.conf');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^.*sync_interval.*$/m, ''));
}

async function startBroker() {
  const ports = mkdtempSync(join(broker, 'ports-'));
  const where = ['-a', '127.0.0.1', '-p', String(port), '--ports_file_dir', ports, '-l', join(broker, 'log')];
  const child = start(program, ['-c', 'nats.conf', ...where], { cwd: broker, env: environment });
  await until('the broker', () => {
    const [name] = readdirSync(ports);
    port = Number(/:(\d+)"/.exec(name === undefined ? '' : readFileSync(join(ports, name), 'utf8'))?.[1] ?? port);
    return name !== undefined && port > 0;
  });
  return child;
}

function start(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function homeOf(name) {
  return { cwd: base, env: { ...environment, OWNER_REPORT_HOME: join(base, name) } };
}

function makeHome(name, settings) {
  mkdirSync(join(base, name), { mode: 0o700 });
  const access = { relayKeyFile: join(broker, 'hub.key'), relayCaFile: join(broker, 'ca.crt') };
  const config = { relayServers: `tls://127.0.0.1:${port}`, ...access, ...settings };
  writeFileSync(join(base, name, 'config.json'), JSON.stringify(config), { mode: 0o600 });
}

function report(host, word) {
  show(host, 'owner-report-producer', ['--team', 'demo', '--worker', host, '--task-id', 'job', '--done', word]);
}

/** Runs a command in the home of that name, as somebody would type it. */
function show(name, command, args, expected = 0) {
  console.log(`\n[${name}] $ ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(join(root, 'node_modules/.bin', command), args, { ...homeOf(name), stdio: 'inherit' });
  check(status === expected, `${command}: expected exit ${expected}, got ${status}`);
}

function untilTaken(count) {
  const pending = join(base, 'hub/pending');
  return until(
    `${count} reports at the hub`,
    () => readdirSync(pending).filter((name) => name.endsWith('.md')).length >= count,
  );
}

async function until(what, holds) {
  const deadline = performance.now() + 120_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

function step(text) {
  console.log(`\n== ${text}`);
}

function check(holds, text) {
  if (holds) return;
  console.error(`NOT AS PROMISED: ${text}`);
  failures += 1;
}
