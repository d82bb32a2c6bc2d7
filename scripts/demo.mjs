// Shows the chain end to end in a throw-away home: a command of this machine is run and reported, a failing send keeps its
// report and stops the pass, and after the repair everything arrives in order.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const home = mkdtempSync(join(tmpdir(), 'owner-report-demo-'));
const sendToFile = join(root, 'scripts/send/file.sh');
const outbox = join(home, 'outbox.txt');
const environment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME ?? home,
  LANG: process.env.LANG ?? 'C.UTF-8',
  OWNER_REPORT_HOME: home,
};
let failures = 0;

try {
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
  show('owner-report-watchdog', ['--all', '--send-cmd', sendToFile], 0);
  showPlaces();

  step('What has arrived');
  console.log(indent(readFileSync(outbox, 'utf8')));
  console.log(
    failures === 0 ? 'All as it should be. What to type next:\n' : `\n${failures} steps did not end as they should.\n`,
  );
  console.log(`  export PATH="${join(root, 'node_modules/.bin')}:$PATH"
  owner-report-producer --team me --worker "$(hostname)" --task-id first --status normal --done "my first report"
  owner-report-watchdog --send-cmd ${quote(sendToFile)}
  owner-report-watchdog status
  owner-report-watchdog doctor

README.md: "Five minutes to a working cron line".`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

function step(text) {
  console.log(`\n== ${text}\n`);
}

function show(command, args, expected) {
  console.log(`$ ${command} ${args.map(quote).join(' ')}`);
  const bin = join(root, 'node_modules/.bin', command);
  const { status, stdout, stderr } = spawnSync(bin, args, {
    env: environment,
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
