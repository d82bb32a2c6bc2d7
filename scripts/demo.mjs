// Shows the chain end to end in a throw-away home: a tick of the monitor finds an alert, it is reported and sent; a job
// stalls and recovers; a command of this machine is run and reported; a failing send keeps its report and stops the
// pass, and after the repair everything arrives in order.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const base = mkdtempSync(join(tmpdir(), 'owner-report-demo-'));
const home = join(base, 'home');
const outbox = join(home, 'outbox.txt');
const environment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME ?? base,
  LANG: process.env.LANG ?? 'C.UTF-8',
  OWNER_REPORT_HOME: home,
};
let failures = 0;

try {
  step('Three checks of this machine, from examples/host-health; a limit of 0 % makes an alert of the disk');
  const checks = join(base, 'host-health');
  cpSync(join(root, 'examples/host-health'), checks, { recursive: true });
  const watchChecks = { cwd: checks, env: { ...monitorFiles(checks), HEALTH_DISK_PERCENT: '0' } };
  show('owner-report-monitor', ['validate-config'], 0, watchChecks);
  show('owner-report-monitor', ['tick'], 0, watchChecks);
  showPlaces();
  show('owner-report-watchdog', ['--via', 'file'], 0);
  showPlaces();
  showArrived('ALERT: disk');

  step(
    'A job that runs and stands still: the first tick sees it, the next one raises an alert, and its end is told, too',
  );
  const importing = join(base, 'importing');
  declareImport(importing);
  const watchImport = { cwd: importing, env: monitorFiles(importing) };
  say(importing, { running: true, completed: false, progress: { rows: 4000 } });
  show('owner-report-monitor', ['tick'], 0, watchImport);
  show('owner-report-monitor', ['tick'], 0, watchImport);
  say(importing, { running: true, completed: false, progress: { rows: 4100 } });
  show('owner-report-monitor', ['tick'], 0, watchImport);
  say(importing, { running: false, completed: true, progress: { rows: 9000 } });
  show('owner-report-monitor', ['tick'], 0, watchImport);
  show('owner-report-watchdog', ['--all', '--via', 'file'], 0);
  showArrived('ACTION REQUIRED: stalled', 'recovered, was stalled', 'status: completed');

  step('A command of this machine runs, and its end is reported');
  show(
    'owner-report-producer',
    ['run', '--team', 'demo', '--worker', 'this-machine', '--task-id', 'disk-space', '--', 'df', '-h', '/'],
    0,
  );
  show(
    'owner-report-producer',
    [
      '--team',
      'demo',
      '--worker',
      'this-machine',
      '--task-id',
      'checkpoint',
      '--status',
      'normal',
      '--progress',
      '80%',
      '--done',
      'export complete',
      '--next',
      'wait for aggregation',
    ],
    0,
  );
  showPlaces();

  step('The send command fails: the oldest report stays, the pass stops, nothing behind it is skipped');
  show('owner-report-watchdog', ['--all', '--send-cmd', 'echo "channel is down" >&2; exit 1'], 75);
  show('owner-report-watchdog', ['status'], 0);
  showPlaces();

  step('The send command works again: the backlog goes out, oldest first');
  show('owner-report-watchdog', ['--all', '--via', 'file'], 0);
  showPlaces();

  step('What has arrived');
  showArrived('attempt 2', 'Done: export complete');
  console.log(
    failures === 0 ? 'All as it should be. What to type next:\n' : `\n${failures} steps did not end as they should.\n`,
  );
  console.log(`  export PATH="${join(root, 'node_modules/.bin')}:$PATH"
  owner-report-producer --team me --worker "$(hostname)" --task-id first --status normal --done "my first report"
  owner-report-watchdog --via file
  owner-report-watchdog status
  owner-report-watchdog doctor
  owner-report-monitor selftest

README.md has five minutes to a working schedule, docs/monitor.md a first job. examples/ has five jobs to copy.`);
} finally {
  rmSync(base, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

function step(text) {
  console.log(`\n== ${text}\n`);
}

// Where the monitor finds its jobs and keeps its memory: both in one directory.
function monitorFiles(directory) {
  return {
    OWNER_REPORT_CONFIG_FILE: join(directory, 'ops-jobs.json'),
    OWNER_REPORT_STATE_FILE: join(directory, 'monitor.json'),
  };
}

// A job that is only what its status says. No quiet hours, so that the demonstration is the same at night.
function declareImport(directory) {
  const job = {
    id: 'import',
    name: 'Import of rows',
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    cwd: '.',
    commands: { start: ['true'], status: ['cat', 'status.json'] },
    policy: { stallSeconds: 0.001 },
  };
  const defaults = { quietHours: { start: '00:00', end: '00:00' } };
  mkdirSync(directory);
  writeFileSync(
    join(directory, 'ops-jobs.json'),
    `${JSON.stringify({ version: 1, defaults, jobs: [job] }, null, 2)}\n`,
    {
      mode: 0o600,
    },
  );
}

function say(directory, status) {
  const path = join(directory, 'status.json');
  writeFileSync(`${path}.tmp`, JSON.stringify(status));
  renameSync(`${path}.tmp`, path);
  console.log(`  (its status: ${JSON.stringify(status)})`);
}

// What the send command was given since the last look, which must hold these words.
function showArrived(...words) {
  const text = readFileSync(outbox, 'utf8').trimEnd();
  rmSync(outbox);
  console.log(`\n${indent(text)}\n`);
  for (const word of words.filter((one) => !text.includes(one))) {
    failures += 1;
    console.log(`  expected ${JSON.stringify(word)} in what has arrived`);
  }
}

function show(command, args, expected, { cwd = base, env = {} } = {}) {
  console.log(`$ ${command} ${args.map(quote).join(' ')}`);
  const bin = join(root, 'node_modules/.bin', command);
  const { status, stdout, stderr } = spawnSync(bin, args, {
    env: { ...environment, ...env },
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.stdout.write(indent(stdout + stderr));
  if (status !== 0) console.log(`  (exit ${status})`);
  if (status === expected) return;
  failures += 1;
  console.log(`  expected exit ${expected}, got ${status}`);
}

function showPlaces() {
  for (const place of ['pending', 'sent'])
    console.log(
      `  ${`${place}/`.padEnd(9)} ${readdirSync(join(home, place)).sort().join('\n            ') || '(empty)'}`,
    );
}

function quote(text) {
  return /^[\w./%:=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function indent(text) {
  return text.replace(/^(?=.)/gm, '  ');
}
