import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { makeHome, reportText, type TestHome } from '../harness.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { answer, type Behaviour, behaviours, startService } from './service.ts';

// A queue with one report, and a pass over it by a channel whose service behaves so.
async function makeQueue(channel: HttpChannel, behave: Behaviour) {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const { root, received } = await startService(behave);
  const target = channel.args.filter((word) => word !== '--to').map((word) => `--target=${word.replace('ROOT', root)}`);
  const pass = (...args: string[]) =>
    home.run('watchdog', [`--via=${channel.name}`, ...target, ...args], { env: channel.settings(root) });
  return { home, received, pass };
}

async function lastEvent(home: TestHome): Promise<Record<string, unknown>> {
  const lines = (await readFile(home.path('deliveries.jsonl'), 'utf8')).trimEnd().split('\n');
  return JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
}

describe.each(httpChannels)('a pass by $name', (channel) => {
  test('files what was taken, and logs its id', async () => {
    const { home, pass } = await makeQueue(channel, answer(200, channel.success));
    expect(await pass()).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual(['r1.md']);
    const { messageId: message_id } = channel;
    expect(await lastEvent(home)).toMatchObject({ event: 'sent', ...(message_id === undefined ? {} : { message_id }) });
  });

  test('waits as long as the service asks for, and carries no flag then', async () => {
    const { home, received, pass } = await makeQueue(channel, channel.tooMany);
    expect(await pass()).toMatchObject({ exitCode: 75 });
    const { event, at, retry_at } = await lastEvent(home);
    expect({ event, seconds: Math.round((Date.parse(String(retry_at)) - Date.parse(String(at))) / 1000) }).toEqual({
      event: 'failed',
      seconds: 35,
    });
    expect(await pass()).toMatchObject({ exitCode: 75, stderr: expect.stringContaining(String(retry_at)) });
    expect(received).toHaveLength(1);
    expect((await home.run('driver', ['r1', '--dry-run'])).stdout).toContain('OWNER_REPORT_MAYBE_DUPLICATE=0');
  });

  test('sends no second time what the service will never take', async () => {
    const { home, received, pass } = await makeQueue(channel, answer(400, channel.refused));
    expect(await pass()).toMatchObject({ exitCode: 65, stderr: expect.stringContaining(' hold ') });
    expect(await pass()).toMatchObject({ exitCode: 65 });
    expect(received).toHaveLength(1);
    expect(await pass('--on-invalid=hold')).toMatchObject({ exitCode: 0 });
    expect(await home.names('held')).toEqual(['r1.md']);
  });

  test('takes a request without an answer for unknown, but where it may be repeated', async () => {
    const { home, pass } = await makeQueue(channel, behaviours.cut);
    expect(await pass()).toMatchObject({ exitCode: 75 });
    const isSafe = channel.repeatsSafely === true;
    expect(await lastEvent(home)).toMatchObject({ event: isSafe ? 'failed' : 'unknown' });
    const preview = await home.run('driver', ['r1', '--dry-run']);
    expect(preview.stdout).toContain(`OWNER_REPORT_MAYBE_DUPLICATE=${isSafe ? 0 : 1}`);
  });
});
