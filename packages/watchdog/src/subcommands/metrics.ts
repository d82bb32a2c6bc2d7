import { resolve } from 'node:path';

import { type CommandSpec, type Invocation, writeOut } from '@owner-report/cli';
import { exitCodes, schemaVersion } from '@owner-report/spool';

import { collectMetrics } from '../metrics/collectMetrics.ts';
import { formatMetrics } from '../metrics/exposition.ts';
import { publishFile } from '../publish/publishFile.ts';

/** Tells machines how the home stands. Changes nothing in it. */
export const metricsSubcommand: CommandSpec = {
  command: 'metrics',
  describe: 'How the queue and the jobs stand, as text for Prometheus',
  options: {
    file: {
      type: 'string',
      describe: 'Write it there in one step, such as for the textfile collector of node_exporter, and print nothing',
      placeholder: 'F',
      offer: 'file',
      environment: false,
    },
  },
  run: showMetrics,
};

function showMetrics({ home, talk, path }: Invocation): number {
  const metrics = collectMetrics(home, new Date());
  const text = formatMetrics(metrics);
  const file = path('file');
  if (file !== undefined) publishFile(resolve(file), text, 0o644);
  else if (!talk.json) writeOut(1, text);
  talk.document({ schemaVersion, metrics });
  return exitCodes.done;
}
