import { runCli } from '@owner-report/cli';
import { statuses } from '@owner-report/spool';

import { drainUnread } from './body/drainUnread.ts';
import { agents, hookOptions } from './hook/agents.ts';
import { noteFailure } from './hook/noteFailure.ts';
import { commonOptions, stateOptions } from './options.ts';
import { produce } from './produce.ts';
import { runOptions } from './run/runOptions.ts';

void runCli({
  name: 'owner-report-producer',
  describe: `put one report into the queue. Statuses: ${statuses.join(', ')}`,
  commands: [
    {
      command: '$0',
      describe: 'Enqueue one report and print its path; it needs at least one of --done, --next, --body, --body-file',
      options: {
        ...commonOptions,
        ...stateOptions,
        'dry-run': { type: 'boolean', describe: 'Print the file and write nothing', environment: false },
      },
      run: produce,
    },
    {
      command: 'run',
      describe: 'Run the command behind "--", then enqueue a report on how it ended; --json goes to stderr',
      options: runOptions,
      takesCommand: true,
      load: async () => (await import('./run/runAndReport.ts')).runAndReport,
    },
    {
      command: 'hook <agent> [event]',
      describe: 'As the hook of an agent: enqueue a report on its event, which is on stdin or the last argument',
      positionals: {
        agent: agents.join(', '),
        event: 'Event as JSON, from "notify" of Codex; else it is read from stdin',
      },
      offers: { agent: agents },
      options: hookOptions,
      notes: [
        'A finished turn, a failure, a prompt for leave, the end of a session. The same event again is the same report.',
        'It prints nothing but to a terminal, and always ends with 0. What it fails of is in hook-failures.jsonl of the home.',
      ].join('\n'),
      load: async () => (await import('./hook/reportEvent.ts')).reportEvent,
      onFailure: noteFailure,
    },
  ],
  examples: [
    ['owner-report-producer --task-id export --status done --done "export complete"', 'report'],
    ['make 2>&1 | owner-report-producer --team ops --task-id build --status warn --body -', 'the body from a pipe'],
    ['owner-report-producer run --task-id backup -- rsync -a src dst', 'report on a command'],
    ['owner-report-producer hook claude', 'as the hook of Claude Code: docs/agents.md has the settings'],
  ],
  exits: [
    [0, 'the report is complete, durable and visible', ['$0']],
    [0, 'the command succeeded, and its report is complete, durable and visible', ['run']],
    [0, 'always: it must not disturb the agent', ['hook']],
    [64, 'usage; nothing was run or enqueued', ['$0', 'run']],
    [65, 'the report is invalid, or another one has its id', ['$0']],
    [65, 'the fields make no report; nothing was run', ['run']],
    [66, 'no such --body-file', ['$0']],
    [73, 'the home cannot be created', ['$0']],
    [74, 'input/output error; nothing was enqueued', ['$0']],
    [74, 'the command succeeded, but its report could not be enqueued', ['run']],
    [124, 'the command took longer than --timeout', ['run']],
    [126, 'the command is not executable', ['run']],
    [127, 'there is no such command', ['run']],
    ['N', "otherwise the command's own code, 128 + N when signal N ended it", ['run']],
  ],
}).then(() => {
  if (process.exitCode !== 0) drainUnread(process.argv.slice(2));
});
