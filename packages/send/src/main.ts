import { type CommandSpec, defaultTimeLimitMs, runCli } from '@owner-report/cli';
import { formatDuration } from '@owner-report/spool';

import type { Channel } from './channel.ts';
import { channels } from './channels.ts';
import { describeNeeds } from './describeNeeds.ts';
import { listChannels } from './listChannels.ts';

const names = channels.map(({ name }) => name);

void runCli({
  name: 'owner-report-send',
  describe: 'send the message on stdin by one channel, once, and say what became of it',
  commands: [
    ...channels.map(commandOf),
    {
      command: 'list',
      describe: 'Name the channels, what each needs, and what is set',
      run: (invocation) => listChannels(channels, invocation),
    },
  ],
  examples: [
    ['df -h | owner-report-send discord', 'send some text, by itself'],
    ['owner-report-watchdog --via discord', 'send the oldest report'],
    ['owner-report-send list', 'see what is set'],
  ],
  exits: [
    [0, 'sent', names],
    [0, 'printed', ['list']],
    [64, 'usage'],
    [65, 'rejected: the channel will never take this message', names],
    [69, 'a program is missing', names],
    [75, 'not sent, or nobody knows whether it was', names],
    [78, 'not configured: a setting or a target is missing, or cannot be used', names],
  ],
}).then(() => {
  // All that is said is written. A connection that did not come about in time would keep the process for seconds more.
  process.exit();
});

// --timeout has no variable of its own: that of the name is the driver's, and longer.
function commandOf(channel: Channel): CommandSpec {
  const { name, describe, target, options } = channel;
  return {
    command: name,
    describe,
    notes: describeNeeds(channel),
    options: {
      ...(target.need === 'none'
        ? {}
        : {
            to: {
              type: 'string',
              describe: `Target: ${target.help} (default OWNER_REPORT_TARGET)`,
              placeholder: 'TARGET',
              environment: false,
            },
          }),
      timeout: {
        type: 'string',
        describe: `Time for the send, such as 20s (default ${formatDuration(channel.timeoutMs ?? defaultTimeLimitMs)}); less where the driver gives less`,
        placeholder: 'S',
        environment: false,
      },
      ...options,
    },
    load: async () => {
      const { send } = await import('./send.ts');
      return (invocation) => send(channel, invocation);
    },
  };
}
