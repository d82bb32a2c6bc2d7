import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startSmtpServer } from '../fixtures/smtp/server.ts';
import { makeHome, type TestHome } from '../harness.ts';
import { type HttpChannel, httpChannels } from '../send/httpChannels.ts';
import { makeSetting } from '../send/openclawSetting.ts';
import { answer, type Received, startService } from '../send/service.ts';

/** One message as it arrived. */
interface Copy {
  text: string;
  /** By what its receiver knows a message again; undefined where it does not. */
  key?: string | undefined;
  /** Whether it says of itself that it may be a repeat; undefined where a message cannot. */
  isMarked?: boolean;
}

/** Somebody who gets the reports of one home by one channel, and counts them. */
export interface Receiver {
  home: TestHome;
  /** The send command, to which words for `env` are added. */
  command: (env?: Record<string, string>) => string;
  copies: () => Promise<Copy[]>;
  /** Where the programs work that a channel starts, beside the home. */
  dirs: string[];
}

/** A channel, and how a receiver of it is made. A name is that of a row. */
export const receivers: Record<string, () => Promise<Receiver>> = {
  ...Object.fromEntries(httpChannels.map((channel) => [channel.name, () => receiveByHttp(channel)])),
  'mail-smtp': receiveBySmtp,
  'mail-sendmail': receiveBySendmail,
  apprise: receiveByApprise,
  openclaw: () => receiveByOpenclaw(false),
  'openclaw-gateway': () => receiveByOpenclaw(true),
  file: receiveByFile,
};

// What a service keeps of a message, to know it again.
const keys: Record<string, (request: Received) => string | undefined> = {
  matrix: ({ url }) => url,
  webhook: ({ headers }) => headers['webhook-id'] as string | undefined,
};

async function receiveByHttp(channel: HttpChannel): Promise<Receiver> {
  const home = await makeHome();
  const { root, received } = await startService(answer(200, channel.success));
  await writeSettings(home, channel.settings(root));
  const toCopy = (request: Received): Copy => ({
    text: request.body,
    key: keys[channel.name]?.(request),
    ...(channel.name === 'webhook' ? { isMarked: request.body.includes('"maybe_duplicate":true') } : {}),
  });
  return {
    home,
    command: commandOf(channel.name, channel.args),
    copies: () => Promise.resolve(received.map(toCopy)),
    dirs: [],
  };
}

async function receiveBySmtp(): Promise<Receiver> {
  const home = await makeHome();
  const { port, mails } = await startSmtpServer();
  await writeSettings(home, { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'reports@example.org' });
  return {
    home,
    command: commandOf('mail', ['--to', 'owner@example.org']),
    copies: () => Promise.resolve(mails.map(({ text }) => toMail(text))),
    dirs: [],
  };
}

async function receiveBySendmail(): Promise<Receiver> {
  const home = await makeHome();
  const { program, dir } = await keepingProgram(home, 'sendmail');
  await writeSettings(home, { SENDMAIL: program, MAIL_FROM: 'reports@example.org' });
  return {
    home,
    command: commandOf('mail', ['--to', 'owner@example.org']),
    copies: async () => (await readKept(dir)).map(toMail),
    dirs: [dir],
  };
}

async function receiveByApprise(): Promise<Receiver> {
  const home = await makeHome();
  const { dir, toolsDir } = await keepingProgram(home, 'apprise');
  const command = commandOf('apprise', ['--to', 'owner']);
  return {
    home,
    // The PATH of a send command has our own commands on it.
    command: (env) => `PATH='${toolsDir}':"$PATH" ${command(env)}`,
    copies: async () => (await readKept(dir)).map((text) => ({ text })),
    dirs: [dir],
  };
}

async function receiveByOpenclaw(hasGateway: boolean): Promise<Receiver> {
  const { home, directory, environment, lines } = await makeSetting({ hasGateway });
  const { OPENCLAW_ENTRY } = environment;
  await writeSettings(home, { OPENCLAW_ENTRY, OPENCLAW_NODE_BIN: process.execPath });
  const command = commandOf('openclaw', ['--channel', 'telegram', '--to', '42']);
  return {
    home,
    command: (env) => command({ ...env, FAKE_DIR: directory }),
    // A gateway knows the key again itself, so that each copy counts.
    copies: async () =>
      (await lines<string>('sent.jsonl')).map((text, at) => (hasGateway ? { text, key: String(at) } : { text })),
    // What is killed there is its command line. A gateway would go on, and the one of this fixture is in the same process.
    dirs: hasGateway ? [] : [directory],
  };
}

async function receiveByFile(): Promise<Receiver> {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  return {
    home,
    command: commandOf('file', []),
    copies: async () => {
      const text = await readFile(home.path('outbox.txt'), 'utf8').catch(() => '');
      const blocks = text.split(/^(?==== )/m).filter(Boolean);
      return blocks.map((block) => ({ text: block, isMarked: /^=== .*maybe a duplicate$/m.test(block) }));
    },
    dirs: [],
  };
}

/** Settings as an operator keeps them in the home. */
async function writeSettings(home: TestHome, settings: Record<string, string>): Promise<void> {
  await mkdir(home.path('secrets'), { recursive: true, mode: 0o700 });
  for (const [name, value] of Object.entries(settings)) {
    await writeFile(home.path('secrets', name), `${value}\n`, { mode: 0o600 });
  }
}

function commandOf(channel: string, args: readonly string[]): Receiver['command'] {
  const quote = (word: string) => `'${word}'`;
  return (env = {}) => {
    const words = Object.entries(env).map(([name, value]) => quote(`${name}=${value}`));
    return ['env', ...words, 'owner-report-send', channel, ...args.map(quote)].join(' ');
  };
}

/** A program of this name that takes a message from stdin and keeps it, whole or not at all. */
async function keepingProgram(home: TestHome, name: string) {
  const [dir, toolsDir] = [join(home.base, 'kept'), join(home.base, 'tools')];
  await mkdir(dir);
  await mkdir(toolsDir);
  const program = join(toolsDir, name);
  const body = `#!/bin/sh\ncat > '${dir}/part.'$$ && mv '${dir}/part.'$$ '${dir}/whole.'$$\n`;
  await writeFile(program, body, { mode: 0o755 });
  return { program, dir, toolsDir };
}

async function readKept(dir: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => name.startsWith('whole.'));
  return Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
}

function toMail(text: string): Copy {
  return { text, key: /^Message-ID: (.*?)\r?$/im.exec(text)?.[1] };
}
