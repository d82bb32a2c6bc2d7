import { runCli } from '@owner-report/cli';

import { approvalsSubcommand } from './subcommands/approvals.ts';
import { approveSubcommand } from './subcommands/approve.ts';
import { queueSubcommand } from './subcommands/queue.ts';
import { revokeSubcommand } from './subcommands/revoke.ts';
import { runSubcommand } from './subcommands/run.ts';
import { schemaSubcommand } from './subcommands/schema.ts';
import { selftestSubcommand } from './subcommands/selftest.ts';
import { startSubcommand } from './subcommands/start.ts';
import { statusSubcommand } from './subcommands/status.ts';
import { stopSubcommand } from './subcommands/stop.ts';
import { tickSubcommand } from './subcommands/tick.ts';
import { validateSubcommand } from './subcommands/validateConfig.ts';

void runCli({
  name: 'owner-report-monitor',
  describe: 'look after declared jobs, and report what is worth saying; its ticks are meant to be run by cron',
  commands: [
    tickSubcommand,
    statusSubcommand,
    startSubcommand,
    stopSubcommand,
    runSubcommand,
    approveSubcommand,
    approvalsSubcommand,
    revokeSubcommand,
    queueSubcommand,
    validateSubcommand,
    schemaSubcommand,
    selftestSubcommand,
  ],
  examples: [
    ['owner-report-monitor validate-config', 'check the jobs'],
    ['owner-report-monitor schema > ops-jobs.schema.json', 'let your editor check them'],
    ['owner-report-monitor tick --print-only', 'see what a tick would say'],
    ['owner-report-monitor tick', 'one tick; put it into the crontab'],
    ['owner-report-monitor status', 'see how every job stands'],
    ['owner-report-monitor start sync', 'start the job "sync"'],
    ['owner-report-monitor stop sync', 'stop it, until it is started by hand'],
    ['owner-report-monitor run check --timeout-seconds 30', 'run the check "check" now'],
    ['owner-report-monitor approve rotate --by alice --reason "ticket 42"', 'approve one run of a write'],
    ['owner-report-monitor approvals', 'see which approvals hold'],
    ['owner-report-monitor revoke rotate', 'take it back'],
    ['owner-report-monitor run rotate', 'run it; its verification is queued'],
    ['owner-report-monitor queue', 'see what is queued'],
    ['owner-report-monitor selftest', 'prove the rules on this machine'],
  ],
  exits: [
    [0, 'done, nothing to say, or another tick is at work', ['tick']],
    [0, 'done', ['status', 'approve', 'approvals', 'revoke', 'queue', 'schema']],
    [0, 'the config can be used', ['validate-config']],
    [0, 'all rules hold here', ['selftest']],
    [
      0,
      'the command of the job succeeded; else its own code, 128 + N when signal N ended it',
      ['start', 'stop', 'run'],
    ],
    [64, 'usage'],
    [66, 'no such job', ['start', 'stop', 'run', 'approve']],
    [66, 'no such approval', ['revoke']],
    [70, 'a rule does not hold here', ['selftest']],
    [
      73,
      'the home or the directory of the state cannot be created',
      ['tick', 'start', 'stop', 'run', 'approve', 'revoke'],
    ],
    [74, 'input/output error; what was to be reported is kept for the next tick', ['tick', 'run']],
    [74, 'input/output error', ['start', 'stop', 'approve', 'revoke', 'status', 'approvals', 'queue', 'selftest']],
    [75, 'locked: try again', ['tick', 'start', 'stop', 'run', 'approve', 'revoke']],
    [77, 'not approved', ['start', 'run']],
    [
      78,
      'bad configuration',
      ['tick', 'status', 'start', 'stop', 'run', 'approve', 'approvals', 'revoke', 'queue', 'validate-config'],
    ],
    [124, 'the command of the job took too long', ['start', 'stop', 'run']],
    [127, 'the command of the job could not be started', ['start', 'stop', 'run']],
  ],
});
