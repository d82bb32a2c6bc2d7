import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { expect, test } from 'vitest';

import { bareEnvironment, commandPath, makeHome, root } from '../harness.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { answer, startService } from './service.ts';

const page = readFileSync(join(root, 'docs/channels.md'), 'utf8');

/** The commands of a channel's section. */
function commandsOf(channel: string): string {
  const [, section = ''] = page.split(`\n## ${channel}\n`);
  return /```sh\n([^]*?)```/.exec(section.split('\n## ', 1)[0] ?? '')?.[1] ?? '';
}

/** What is typed into the commands: the one secret that the channel cannot do without. */
const typed: Record<string, string> = {
  discord: 'DISCORD_WEBHOOK_URL',
  slack: 'SLACK_WEBHOOK_URL',
  telegram: 'TELEGRAM_BOT_TOKEN',
  webhook: 'WEBHOOK_URL',
  matrix: 'MATRIX_ACCESS_TOKEN',
};

async function follow(channel: HttpChannel) {
  const { base } = await makeHome();
  const service = await startService(answer(200, channel.success));
  const settings = channel.settings(service.root);
  const secret = typed[channel.name] ?? '';
  // Where the services are is not of the page.
  const { TELEGRAM_API_ROOT, NTFY_SERVER } = settings;
  const script = commandsOf(channel.name).replaceAll('https://matrix.example.org', service.root);
  const { PATH, ...bare } = bareEnvironment(base);
  const { exitCode, all } = await execa('sh', ['-eu', '-c', script], {
    reject: false,
    all: true,
    extendEnv: false,
    input: secret === '' ? '' : `${settings[secret]}\n`,
    cwd: base,
    env: { ...bare, PATH: `${dirname(commandPath('send'))}:${PATH}`, TELEGRAM_API_ROOT, NTFY_SERVER },
  });
  return { exitCode, all, received: service.received };
}

test.each(httpChannels)('the page leads from nothing to a first report by $name', async (channel) => {
  expect(commandsOf(channel.name)).toMatch(/^[^\n]+\n[^\n]+\n$/);
  const { exitCode, all, received } = await follow(channel);
  expect([exitCode, all]).toEqual([0, expect.stringContaining(`sent by ${channel.name}`)]);
  expect(received.map(({ body }) => body)).toEqual([expect.stringContaining('first report')]);
});

test('the page has a section and a row for every channel', async () => {
  const home = await makeHome();
  const { stdout } = await home.run('send', ['list', '--json']);
  const names = [...String(stdout).matchAll(/"channel":"([\w-]+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThanOrEqual(httpChannels.length);
  for (const name of names) {
    expect(page).toContain(`\n## ${name}\n`);
    expect(page).toContain(`| [\`${name}\`](#${name}) |`);
  }
});

test('the page names the keys of a webhook as they are', async () => {
  const webhook = httpChannels.find(({ name }) => name === 'webhook') as HttpChannel;
  const { received } = await follow(webhook);
  const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
  const keysOf = (text: string) => Object.keys(JSON.parse(text) as object);
  expect(keysOf(received[0]?.body ?? '{}')).toEqual(keysOf(example));
});
