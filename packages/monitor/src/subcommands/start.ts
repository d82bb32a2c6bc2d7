import type { CommandSpec, Invocation } from '@owner-report/cli';
import { NotApprovedError } from '@owner-report/spool';

import { startHint } from '../config/monitorHint.ts';
import { recordRun } from '../queue/recordRun.ts';
import { onTermination } from '../run/liveGroups.ts';
import { startJob } from '../run/startJob.ts';
import { fileOptions, openJob } from './monitor.ts';
import { timeoutOption, remember, timeoutOf, tellRun } from './startOrStop.ts';

export const startSubcommand: CommandSpec = {
  command: 'start <job>',
  describe: 'Start a long job; what it prints goes to a file in the directory .start-logs beside the state',
  positionals: { job: 'Id of a long_running_read' },
  options: {
    ...fileOptions,
    ...timeoutOption,
    'allow-risk': {
      type: 'boolean',
      describe: 'Start it although its risk is write_local or write_external',
      environment: false,
    },
  },
  run: start,
};

async function start(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'start', ['long_running_read']);
  const { job, files } = monitor;
  if (job.risk !== 'read_only' && !invocation.flag('allow-risk')) {
    throw new NotApprovedError(`start ${job.id}: expected a job of risk read_only, got ${job.risk}`, {
      remedy: `If you know what it changes: ${startHint(files, job)}`,
    });
  }
  onTermination('forward');
  const startedAt = monitor.now.getTime() / 1000;
  await remember(monitor, () => ({ lastManualStartAt: startedAt, stoppedByHandAt: undefined }));
  const run = await startJob(job, monitor.stateFile.startLogs, timeoutOf(invocation));
  await remember(monitor, () => ({ lastStart: recordRun(run) }));
  return tellRun(monitor, 'start', run);
}
