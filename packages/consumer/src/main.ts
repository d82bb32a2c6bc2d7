import { runCli } from '@owner-report/cli';
import { places } from '@owner-report/spool';

import { consume } from './consume.ts';

void runCli({
  name: 'owner-report-consumer',
  describe: 'print reports as normalized JSON; changes nothing',
  commands: [
    {
      command: '$0 [report]',
      describe: 'Print one report, wherever it is; with --all every report of one place, a JSON line each',
      positionals: { report: 'Report id, or path of its file in the home' },
      offers: { report: { reportsIn: places } },
      options: {
        // Not from the environment: the watchdog's --all has the same variable.
        all: {
          type: 'boolean',
          describe: 'Print all reports of one place in queue order, by the time of their making',
          environment: false,
        },
        state: {
          type: 'string',
          describe: `Look in this place only: ${places.join(', ')} (with --all: pending unless said otherwise)`,
          placeholder: 'PLACE',
          offer: places,
        },
      },
      run: consume,
    },
  ],
  examples: [
    ['owner-report-consumer 20261121T101112345Z-backend-a-job-7k3q9x', 'one report, wherever it is'],
    ['owner-report-consumer --all | jq -r \'select(.status == "alert") | .report_id\'', 'the alerts that wait'],
    ['owner-report-consumer --all --state sent | tail -n 5', 'of those that went out, the five that were made last'],
  ],
  exits: [
    [0, 'printed'],
    [64, 'usage'],
    [65, 'the report is invalid; with --all: some are, and the others were printed'],
    [66, 'no such report'],
    [74, 'input/output error; with --all: the other reports were printed'],
  ],
});
