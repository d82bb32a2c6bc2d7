import { fieldOptions, type OptionSpec } from '@owner-report/cli';

import { field } from '../options.ts';

/** Agents whose events are understood. */
export const agents = ['claude', 'codex', 'gemini'] as const;

export type Agent = (typeof agents)[number];

/** Options of `hook`. */
export const hookOptions: Record<string, OptionSpec> = {
  ...fieldOptions,
  worker: field('Worker: who reports (default: the agent at this host, such as claude@host)', 'W'),
  'task-id': field("Task that is reported on (default: the name of the agent's directory)", 'ID'),
  subagents: { type: 'boolean', describe: 'Report the end of subagents, too' },
};
