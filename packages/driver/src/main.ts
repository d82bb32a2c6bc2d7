import { runCli, sendOptions } from '@owner-report/cli';

import { drive } from './drive.ts';

void runCli({
  name: 'owner-report-driver',
  describe: 'deliver one report: hand it to the send command, and move it to sent/ only if that succeeds',
  commands: [
    {
      command: '$0 [report]',
      describe: 'Deliver the report with this id or path',
      positionals: { report: 'Report id, or path of its file in pending/' },
      offers: { report: { reportsIn: ['pending'] } },
      options: {
        ...sendOptions,
        'dry-run': { type: 'boolean', describe: 'Show command, environment and message; run and move nothing' },
      },
      run: drive,
    },
  ],
  examples: [
    ['owner-report-driver 20261121T101112345Z-backend-a-job-7k3q9x --dry-run', 'show what would be sent, and how'],
    ['owner-report-driver "$ID" --send-cmd \'mail -s "$OWNER_REPORT_STATUS" me@example.org\'', 'send it by mail, now'],
  ],
  exits: [
    [0, 'sent, or known to have been sent'],
    [64, 'usage'],
    [65, 'the report is invalid, the send command rejected it, or its id was sent with other content'],
    [66, 'no such report in pending/'],
    [73, 'the home cannot be created'],
    [74, 'input/output error; nothing was sent, or it is known that it was'],
    [
      75,
      'send failed or outcome unknown: it stays in pending/, or is in held/ with --hold-after; or another is at work',
    ],
    [78, 'bad configuration, or no send command'],
  ],
});
