import { type CommandSpec, sendOptions } from '@owner-report/cli';

import type { Commands } from '../doctor/isDrain.ts';

/**
 * The operator's debugging list, point by point.
 * @param commands those of this program, to know which of them a scheduled line calls.
 */
export function doctorSubcommand(commands: Commands): CommandSpec {
  return {
    command: 'doctor',
    describe: 'Why does nothing arrive? Goes through the debugging list and says what to do',
    options: { ...sendOptions, 'send-test': { type: 'boolean', describe: 'Send a real test message too' } },
    load: async () => {
      const { examine } = await import('../doctor/examine.ts');
      return (invocation) => examine(invocation, commands);
    },
  };
}
