import type { CommandSpec } from '@owner-report/cli';

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
  load: async () => (await import('../metrics/showMetrics.ts')).showMetrics,
};
