import { relayOptions, runCli } from '@owner-report/cli';

void runCli({
  name: 'owner-report-relay',
  describe: 'bring the reports of many hosts to one hub, by a stream of NATS JetStream',
  options: relayOptions,
  commands: [
    {
      command: 'send',
      describe: 'As the send command of a host: publish the report of this attempt',
      load: async () => (await import('./send/send.ts')).send,
    },
    {
      command: 'pull',
      describe: 'On the hub: take what is in the stream into pending/',
      options: { follow: { type: 'boolean', describe: 'Stay, and take reports in as they come' } },
      load: async () => (await import('./pull/pull.ts')).pull,
    },
    {
      command: 'status',
      describe: 'On the hub: what is on its way, by host',
      load: async () => (await import('./status/status.ts')).status,
    },
  ],
  examples: [
    ["owner-report-watchdog --send-cmd 'owner-report-relay send'", 'on a host: send the oldest report to the hub'],
    ['owner-report-relay pull', 'on the hub: take in what is there, from cron'],
    ['owner-report-relay pull --follow', 'on the hub: take reports in as they come'],
    ['owner-report-relay status --json', 'on the hub: what is on its way'],
  ],
  exits: [
    [0, 'sent; of pull and status: done'],
    [64, 'usage, or not called as a send command'],
    [65, 'the report is too large, or cannot be used', ['send']],
    [73, 'the home cannot be made', ['pull']],
    [74, 'a report cannot be read, or written', ['send', 'pull']],
    [
      75,
      'the broker does not do it now (no connection, no answer in time, full, no stream), or another hub is at work',
    ],
    [78, 'bad configuration: a setting, a key, a certificate, the rights at the broker, the stream'],
  ],
}).then(() => {
  // A connection that did not come about in time would keep the process for seconds more.
  process.exit();
});
