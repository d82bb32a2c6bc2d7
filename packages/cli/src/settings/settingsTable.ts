import { type Channel, channels, sendCommandVia } from './channels.ts';
import type { Setting } from './setting.ts';
import { command, count, duration, name, onOff, oneOf, path, text, via, webAddress } from './valueTypes.ts';

const setting = <T>(row: Setting<T>): Setting<T> => row;

/** The send command that a schedule fills in. */
export const scheduledSendCommand = sendCommandVia('openclaw');

/** All settings of how reports are delivered, each once. */
const settingsTable = {
  sendCommand: setting({
    key: 'sendCommand',
    flag: 'send-cmd',
    type: command,
    default: undefined,
    scheduled: scheduledSendCommand,
    of: 'send',
    help: 'Command that sends the message on its stdin, run by /bin/sh -c',
    placeholder: 'CMD',
    docs: {
      default: `none: exit 78; \`${scheduledSendCommand}\` with \`--scheduled\``,
      values: 'text for `/bin/sh -c`',
    },
  }),
  // Once it is known what counts, `sendCommand` and `channel` stand for it: see resolveSettings.
  via: setting<Channel | undefined>({
    key: 'via',
    flag: 'via',
    type: via,
    default: undefined,
    of: 'send',
    help: "Channel of owner-report-send: short for --send-cmd 'owner-report-send CHANNEL' --channel CHANNEL",
    placeholder: 'CHANNEL',
    docs: {
      default: 'none',
      values: `in place of \`sendCommand\`; one of ${channels.map((channel) => `\`${channel}\``).join(', ')}`,
    },
  }),
  maxCount: setting({
    key: 'maxCount',
    flag: 'max-count',
    type: count(1),
    default: 1,
    scheduled: 5,
    of: 'pass',
    help: 'At most so many reports in one pass (default 1)',
    placeholder: 'N',
    docs: {
      default: '1; 5 with `--scheduled`',
      values: 'sends a pass, at least 1; a report that is held on the way does not count',
    },
  }),
  timeoutMs: setting({
    key: 'timeoutSeconds',
    flag: 'timeout',
    type: duration,
    default: 120_000,
    of: 'send',
    help: 'Time for one send, such as 90s or 2m (default 120s)',
    placeholder: 'S',
    docs: { default: '120', values: 'seconds, above 0, at most 86400; flag and variable also take `90s`, `2m`' },
  }),
  channel: setting({
    key: 'channel',
    flag: 'channel',
    type: name,
    default: '',
    scheduled: 'discord',
    of: 'send',
    help: 'Channel: decides how long a message may be',
    placeholder: 'NAME',
    docs: {
      default: 'empty; `discord` with the send command of `--scheduled`',
      values: 'name; decides the length of a message',
    },
  }),
  target: setting({
    key: 'target',
    flag: 'target',
    type: text,
    default: '',
    of: 'send',
    help: 'Target, handed to the send command',
    placeholder: 'ID',
    docs: { default: 'empty', values: 'text, handed to the send command' },
  }),
  onInvalid: setting<'stop' | 'hold'>({
    key: 'onInvalid',
    flag: 'on-invalid',
    type: oneOf('stop', 'hold'),
    default: 'stop',
    of: 'pass',
    help: 'A report that can never be sent: stop (default), or hold it and go on, without an error',
    placeholder: 'POLICY',
    docs: {
      default: '`stop`',
      values: '`stop` (exit 65), or `hold`: the pass goes on, and ends with 0 if all else went out',
    },
  }),
  maxChars: setting<number | undefined>({
    key: 'maxChars',
    flag: 'max-chars',
    type: count(1),
    default: undefined,
    of: 'send',
    help: "Longest message, instead of the channel's own limit",
    placeholder: 'N',
    docs: { default: "the channel's limit", values: "in the channel's unit, at least 1" },
  }),
  holdAfter: setting({
    key: 'holdAfter',
    flag: 'hold-after',
    type: count(0),
    default: 0,
    of: 'send',
    help: 'Hold a report after N failed or unknown attempts, still with exit 75 (default 0: never)',
    placeholder: 'N',
    docs: { default: '0: never', values: 'attempts' },
  }),
  allowMentions: setting({
    key: 'allowMentions',
    flag: 'allow-mentions',
    type: onOff,
    default: false,
    of: 'send',
    help: 'Leave @everyone, @here and their like as they are',
    docs: { default: '`false`', values: '`true` leaves `@everyone` and its like as they are' },
  }),
  pingUrl: setting<string | undefined>({
    key: 'pingUrl',
    flag: 'ping-url',
    type: webAddress,
    default: undefined,
    of: 'pass',
    help: 'Address that is asked for after a pass that went well; with /fail behind it after any other',
    placeholder: 'URL',
    docs: {
      default: 'none',
      values: 'address of a check, such as one of Healthchecks: [monitoring.md](monitoring.md)',
    },
  }),
  pingMaxAgeMs: setting({
    key: 'pingMaxAgeSeconds',
    flag: 'ping-max-age',
    type: duration,
    default: 3_600_000,
    of: 'pass',
    help: 'A head that waits longer makes a pass one that did not go well, for --ping-url (default 1h)',
    placeholder: 'S',
    docs: { default: '3600', values: 'seconds, above 0, at most 86400; flag and variable also take `15m`, `1h`' },
  }),
  team: setting({
    key: 'team',
    flag: 'team',
    type: text,
    default: '',
    of: 'report',
    help: 'Team (default: "team" of config.json)',
    placeholder: 'T',
    docs: { default: 'empty', values: 'text; the team of a report that names none' },
  }),
  relayServers: setting({
    key: 'relayServers',
    flag: 'servers',
    type: text,
    default: '',
    of: 'relay',
    help: 'The brokers, such as tls://hub.example.org:4222, with commas between them',
    placeholder: 'LIST',
    docs: {
      default: 'none: exit 78',
      values: 'addresses `tls://HOST:PORT` or `nats://HOST:PORT` of one cluster, with commas',
    },
  }),
  relayHost: setting({
    key: 'relayHost',
    flag: 'host',
    type: text,
    default: '',
    of: 'relay',
    help: "Name of this host at the hub (default: the machine's, made to fit)",
    placeholder: 'NAME',
    docs: {
      default: "the machine's name, made to fit",
      values: 'at most 32 small letters, digits and `-`, first and last no `-`',
    },
  }),
  relayKeyFile: setting<string | undefined>({
    key: 'relayKeyFile',
    flag: 'key-file',
    type: path,
    default: undefined,
    of: 'relay',
    help: 'File with the nkey (seed) by which the broker knows us',
    placeholder: 'FILE',
    docs: { default: 'none', values: 'absolute path, or one from `~/`; a file that others can read is refused' },
  }),
  relayCaFile: setting<string | undefined>({
    key: 'relayCaFile',
    flag: 'ca-file',
    type: path,
    default: undefined,
    of: 'relay',
    help: "File with the certificates of the authorities that vouch for the broker's (default: those that Node knows)",
    placeholder: 'FILE',
    docs: { default: 'those that Node knows', values: 'absolute path, or one from `~/`; PEM' },
  }),
  relayReplicas: setting({
    key: 'relayReplicas',
    flag: 'replicas',
    type: count(1),
    default: 1,
    of: 'relay',
    help: 'Copies of the stream in a cluster, when `pull` makes it (default 1)',
    placeholder: 'N',
    docs: { default: '1', values: 'used once, when `pull` makes the stream: 3 in a cluster of three' },
  }),
};

type Table = typeof settingsTable;

/** The settings that count for one command. Times are in milliseconds; what nobody set may be undefined. */
export type Settings = { [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never };

/** The rows of the table, whatever they hold. */
export const settingRows = Object.entries(settingsTable) as [keyof Table, Setting<unknown>][];
