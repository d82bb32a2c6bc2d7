import { runCli } from '@owner-report/cli';

import { watchdogOptions } from './drainOptions.ts';
import { doctorSubcommand } from './subcommands/doctor.ts';
import { drainSubcommand } from './subcommands/drain.ts';
import { holdSubcommand, releaseSubcommand } from './subcommands/hold.ts';
import { pruneSubcommand } from './subcommands/prune.ts';
import { statusSubcommand } from './subcommands/status.ts';

void runCli({
  name: 'owner-report-watchdog',
  describe: 'send pending reports, oldest first; meant to be run by cron each minute',
  commands: [drainSubcommand, statusSubcommand, doctorSubcommand, holdSubcommand, releaseSubcommand, pruneSubcommand],
  options: watchdogOptions,
  examples: [
    ['owner-report-watchdog --max-count 5', 'send at most five reports'],
    ['owner-report-watchdog --all', 'send the whole backlog'],
    ['owner-report-watchdog status --max-age 15m', 'exit 75 when the oldest report is older than 15 minutes'],
    ['owner-report-watchdog doctor', 'find out why nothing arrives'],
    ['owner-report-watchdog hold "$ID" --reason "wrong channel"', 'set a report aside'],
    ['owner-report-watchdog release "$ID"', 'put it back'],
    ['owner-report-watchdog prune --older-than 30d', 'delete what was sent more than 30 days ago'],
  ],
  exits: [
    [0, 'done, nothing to do, or another pass is at work'],
    [64, 'usage'],
    [65, 'the oldest report is invalid: the message says how to hold it'],
    [66, 'no such report'],
    [69, 'with --scheduled: OpenClaw, or a node that suits it, is missing'],
    [73, 'the home cannot be created'],
    [74, 'input/output error; nothing is lost'],
    [
      75,
      'send failed, outcome unknown, or locked (with --fail-if-locked): tried again by the next pass, or held (with --hold-after); or doctor found a fault',
    ],
    [78, 'bad configuration, or no send command'],
  ],
});
