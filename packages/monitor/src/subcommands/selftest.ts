import type { CommandSpec } from '@owner-report/cli';

export const selftestSubcommand: CommandSpec = {
  command: 'selftest',
  describe: 'Prove the rules on this machine, offline, in a temporary home',
  load: async () => (await import('./proveRules.ts')).selftest,
};
