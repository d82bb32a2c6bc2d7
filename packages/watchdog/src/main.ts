import { type CommandSpec, runCli } from '@owner-report/cli';

import { watchdogOptions } from './drainOptions.ts';
import { completionSubcommand } from './subcommands/completion.ts';
import { doctorSubcommand } from './subcommands/doctor.ts';
import { drainSubcommand } from './subcommands/drain.ts';
import { historySubcommand } from './subcommands/history.ts';
import { holdSubcommand, releaseSubcommand } from './subcommands/hold.ts';
import { installSubcommand, uninstallSubcommand } from './subcommands/install.ts';
import { metricsSubcommand } from './subcommands/metrics.ts';
import { pageSubcommand } from './subcommands/page.ts';
import { pruneSubcommand } from './subcommands/prune.ts';
import { statusSubcommand } from './subcommands/status.ts';

const commands: CommandSpec[] = [
  drainSubcommand,
  statusSubcommand,
  historySubcommand,
  holdSubcommand,
  releaseSubcommand,
  pruneSubcommand,
  pageSubcommand,
  metricsSubcommand,
  completionSubcommand,
];
const ofThisProgram = { commands, options: watchdogOptions };
commands.splice(3, 0, doctorSubcommand(ofThisProgram));
commands.push(installSubcommand(ofThisProgram), uninstallSubcommand);

void runCli({
  name: 'owner-report-watchdog',
  describe: 'send pending reports, oldest first; meant to be run by cron each minute',
  commands,
  options: watchdogOptions,
  examples: [
    ['owner-report-watchdog --max-count 5', 'send at most five reports'],
    ['owner-report-watchdog --all', 'send the whole backlog'],
    ['owner-report-watchdog status --max-age 15m', 'exit 75 when the oldest report is older than 15 minutes'],
    ['owner-report-watchdog history --since 7d --failed', 'what did not go out at once this week'],
    ['owner-report-watchdog page --file status.html', 'show it in a browser'],
    ['owner-report-watchdog metrics --file owner-report.prom', 'tell Prometheus how things stand'],
    ['owner-report-watchdog doctor', 'find out why nothing arrives'],
    ['owner-report-watchdog hold "$ID" --reason "wrong channel"', 'set a report aside'],
    ['owner-report-watchdog release "$ID"', 'put it back'],
    ['owner-report-watchdog install --via file', 'set up a home and its schedule; reports go into a file'],
    ['owner-report-watchdog uninstall', 'take the schedule away'],
    ['owner-report-watchdog prune --older-than 30d', 'delete what was sent more than 30 days ago'],
  ],
  exits: [
    [0, 'done, nothing to do, or another pass is at work', ['$0']],
    [0, 'told; each bound that was given is kept', ['status']],
    [0, 'told, or nothing is on record', ['history']],
    [0, 'written, or told', ['page', 'metrics']],
    [0, 'printed', ['completion']],
    [0, 'no point failed', ['doctor']],
    [0, 'moved', ['hold', 'release']],
    [0, 'done, or nothing is old', ['prune']],
    [0, 'installed, or all was there', ['install']],
    [0, 'taken away, or nothing was there', ['uninstall']],
    [64, 'usage'],
    [65, 'the oldest report is invalid, or was rejected: the message says how to hold it', ['$0']],
    [65, 'the id is taken in the other place by other content, or was sent', ['hold', 'release']],
    [66, 'no such report', ['hold', 'release']],
    [69, 'with --scheduled: OpenClaw, or a node that suits it, is missing', ['$0']],
    [69, 'the scheduler, or a part of this package, is missing', ['install', 'uninstall']],
    [69, 'there is none beside this command', ['completion']],
    [73, 'the file cannot be written', ['page', 'metrics']],
    [73, 'the home cannot be created', ['$0', 'hold', 'release', 'prune']],
    [73, 'the home cannot be created, or the scheduler refuses this user', ['install', 'uninstall']],
    [74, 'input/output error; nothing is lost'],
    [
      75,
      'send failed, outcome unknown, or locked (with --fail-if-locked): tried again by the next pass, or held (with --hold-after)',
      ['$0'],
    ],
    [
      75,
      'a bound that was given is not kept (--max-age, --max-held, --max-silence), or that cannot be told',
      ['status'],
    ],
    [75, 'a point failed', ['doctor']],
    [75, 'another pass is at work, or a send is under way', ['hold', 'release', 'prune']],
    [75, 'the test message did not go out, or another install is at work', ['install']],
    [75, 'an install is at work', ['uninstall']],
    [77, 'the schedule was edited by hand, and --force is missing', ['install', 'uninstall']],
    [78, 'bad configuration, or no send command', ['$0', 'install']],
    [
      78,
      'the home directory of this user cannot be told',
      ['status', 'history', 'doctor', 'hold', 'release', 'prune', 'page', 'metrics', 'uninstall'],
    ],
  ],
});
