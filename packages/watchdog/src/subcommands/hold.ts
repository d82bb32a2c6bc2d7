import { basename } from 'node:path';

import { type CommandSpec, holdHint } from '@owner-report/cli';
import { type Home, UsageError } from '@owner-report/spool';

const positionals = { report: 'Report id, or path of its file' };

/** Sets a report aside. */
export const holdSubcommand: CommandSpec = {
  command: 'hold <report>',
  describe: 'Set a pending report aside, so that the queue goes on',
  positionals,
  offers: { report: { reportsIn: ['pending'] } },
  options: {
    reason: { type: 'string', describe: 'Why, for the log', placeholder: 'R', environment: false, required: true },
  },
  run: async (invocation) => {
    const reason = invocation.text('reason') ?? '';
    if (reason.trim() === '') {
      throw new UsageError('--reason: expected why the report is held, got nothing', {
        remedy: `For example: ${reasonHint(invocation.home, invocation.text('report') ?? '')}`,
      });
    }
    const { moveBetween } = await import('./moveBetween.ts');
    return moveBetween(invocation, 'pending', 'held', reason);
  },
};

function reasonHint(home: Home, wanted: string): string {
  return holdHint(home, basename(wanted, '.md'), 'wrong channel');
}

/** Puts a held report back. */
export const releaseSubcommand: CommandSpec = {
  command: 'release <report>',
  describe: 'Put a held report back into pending/',
  positionals,
  offers: { report: { reportsIn: ['held'] } },
  run: async (invocation) => {
    const { moveBetween } = await import('./moveBetween.ts');
    return moveBetween(invocation, 'held', 'pending', undefined);
  },
};
