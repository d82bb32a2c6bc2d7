import { type CommandSpec, type OptionSpec, sendOptions } from '@owner-report/cli';

import type { Commands } from '../doctor/isDrain.ts';

const schedulerOptions: Record<string, OptionSpec> = {
  cron: { type: 'boolean', describe: 'A block in the crontab of this user' },
  systemd: { type: 'boolean', describe: "Timers of this user's systemd" },
  launchd: { type: 'boolean', describe: "Agents of this user's launchd" },
};

const force: OptionSpec = {
  type: 'boolean',
  describe: 'Replace, or take away, also what was edited by hand',
  environment: false,
};

/**
 * Sets a home up.
 * @param commands those of this program, to judge the schedule as doctor does
 */
export function installSubcommand(commands: Commands): CommandSpec {
  return {
    command: 'install',
    describe: 'Set up the home: config.json, a test message, and a schedule that runs a pass each minute',
    options: {
      ...schedulerOptions,
      monitor: { type: 'boolean', describe: 'Schedule ticks of owner-report-monitor, too' },
      relay: { type: 'boolean', describe: 'Schedule owner-report-relay pull, too: this home is a hub' },
      ...Object.fromEntries(
        ['via', 'send-cmd', 'channel', 'target'].map((name) => [name, sendOptions[name] as OptionSpec]),
      ),
      'no-test': { type: 'boolean', describe: 'Send no test message' },
      print: { type: 'boolean', describe: 'Show the schedule that would be written; change nothing' },
      force,
    },
    notes:
      'Without --cron, --systemd or --launchd: what has this home already, else launchd on macOS, else cron where there is a crontab command, else systemd.\nWhat is missing is asked for on a terminal. --via and its like go into config.json, secrets into secrets/ of the home.',
    load: async () => {
      const { install } = await import('../setup/install.ts');
      return (invocation) => install(invocation, commands);
    },
  };
}

/** Takes a schedule away. */
export const uninstallSubcommand: CommandSpec = {
  command: 'uninstall',
  describe: 'Take away the schedule that install has made for the home, and nothing else',
  options: {
    ...schedulerOptions,
    print: { type: 'boolean', describe: 'Show what would be taken away; change nothing' },
    force,
  },
  load: async () => (await import('../setup/uninstall.ts')).uninstall,
};
