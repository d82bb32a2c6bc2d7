import type { Invocation, OptionSpec, SettingFlags } from '@owner-report/cli';

/** Options of every command that delivers. */
export const settingOptions: Record<string, OptionSpec> = {
  'send-cmd': {
    type: 'string',
    describe: 'Command that sends the message on its stdin, run by /bin/sh -c',
    placeholder: 'CMD',
  },
  timeout: { type: 'string', describe: 'Time for one send, such as 90s or 2m (default 120s)', placeholder: 'S' },
  channel: { type: 'string', describe: 'Channel: decides how long a message may be', placeholder: 'NAME' },
  target: { type: 'string', describe: 'Target, handed to the send command', placeholder: 'ID' },
  'max-chars': { type: 'string', describe: "Longest message, instead of the channel's own limit", placeholder: 'N' },
  'hold-after': {
    type: 'string',
    describe: 'Hold a report after N failed or unknown attempts, still with exit 75 (default 0: never)',
    placeholder: 'N',
  },
  'allow-mentions': { type: 'boolean', describe: 'Leave @everyone, @here and their like as they are' },
};

/** What the command line and the environment say about the settings. */
export function readSettingFlags({ text, flag }: Invocation): SettingFlags {
  return {
    sendCmd: text('send-cmd'),
    maxCount: text('max-count'),
    timeout: text('timeout'),
    channel: text('channel'),
    target: text('target'),
    onInvalid: text('on-invalid'),
    maxChars: text('max-chars'),
    holdAfter: text('hold-after'),
    allowMentions: flag('allow-mentions'),
  };
}
