import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome, reportText } from '../harness.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { runSend, sendBy } from './sendBy.ts';
import { answer, startService } from './service.ts';

const [discord] = httpChannels as [HttpChannel];

describe('a channel', () => {
  test('that there is not is answered with those there are, and the nearest', async () => {
    const home = await makeHome();
    const { exitCode, stderr } = await home.run('send', ['discrod'], { input: 'x' });
    expect(exitCode).toBe(64);
    for (const { name } of httpChannels) expect(stderr).toContain(name);
    expect(stderr).toContain('Did you mean "discord"?');
  });

  test('lists its settings in its help, and its own options', async () => {
    const home = await makeHome();
    const { stdout } = await home.run('send', ['ntfy', '--help']);
    for (const words of ['NTFY_SERVER', '[default https://ntfy.sh]', '--to', '<home>/secrets/NAME'])
      expect(stdout).toContain(words);
    expect((await home.run('send', ['slack', '--help'])).stdout).not.toContain('--to');
  });

  test('says how it ends in its help, and not how another subcommand does; each example stands on a line', async () => {
    const home = await makeHome();
    const helpOf = async (...args: string[]) => String((await home.run('send', [...args, '--help'])).stdout);
    expect(await helpOf('ntfy')).toMatch(/^ {2}0 {3}sent$/m);
    expect(await helpOf('ntfy')).not.toContain('printed');
    const [, codes = ''] = (await helpOf('list')).split('Exit codes:\n');
    expect(codes.trimEnd()).toBe('  0   printed\n  64  usage');
    const [, examples = ''] = (await helpOf()).split('Examples:\n');
    const lines = examples.split('\n\n', 1)[0]?.split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^ {2}\S.* {2}\S/);
  });

  test.each(httpChannels.filter(({ name }) => name !== 'slack').map(({ name }) => name))(
    '%s shows no more of a target than a reader wants',
    async (name) => {
      const channel = httpChannels.find((one) => one.name === name) as HttpChannel;
      for (const to of [`x ${'y'.repeat(100_000)}`, '\u0001'.repeat(50_000)]) {
        const env = channel.settings('http://127.0.0.1:9');
        const { exitCode, stderr } = await runSend(name, { args: ['--to', to], env });
        expect([exitCode, stderr.length < 3000]).toEqual([78, true]);
        expect(stderr).toContain('expected');
      }
    },
  );

  test('that needs a target says so, and nothing goes out', async () => {
    const { root, received } = await startService(answer(200, '{"id":"1"}'));
    const { exitCode, stderr, result } = await runSend('ntfy', { env: { NTFY_SERVER: root } });
    expect([exitCode, result['outcome'], received]).toEqual([78, 'failed', []]);
    expect(stderr).toContain('ntfy: expected a target, a topic, or its whole address, found none in --to');
  });

  test.each(['', ' '])(
    'takes --to %j for a mistake (64), and never sends to the target of the queue instead',
    async (to) => {
      const { root, received } = await startService(answer(200, '{"id":"1"}'));
      const env = { NTFY_SERVER: root, OWNER_REPORT_TARGET: 'of-the-queue' };
      const { exitCode, stderr, result } = await runSend('ntfy', { env, args: ['--to', to] });
      expect([exitCode, result['outcome'], received]).toEqual([64, 'failed', []]);
      expect(stderr).toContain('ntfy: --to: expected a target, got nothing');
    },
  );

  test('does not show what was taken for a target, and is a secret', async () => {
    const address = 'https://discord.com/api/webhooks/123/hookSecret_d2';
    const { exitCode, stderr, result } = await runSend('discord', {
      args: ['--to', address],
      env: discord.settings('http://127.0.0.1:9'),
    });
    expect([exitCode, stderr.includes('the id of a thread')]).toEqual([78, true]);
    expect(`${stderr}${JSON.stringify(result)}`).not.toContain('hookSecret_d2');
  });

  test('takes its target from the settings of the queue, and --to before them', async () => {
    const { root, received } = await startService(answer(200, '{"id":"1"}'));
    const env = { NTFY_SERVER: root, OWNER_REPORT_TARGET: 'of-the-queue' };
    await runSend('ntfy', { env });
    await runSend('ntfy', { env, args: ['--to', 'typed'] });
    expect(received.map(({ body }) => (JSON.parse(body) as { topic: string }).topic)).toEqual([
      'of-the-queue',
      'typed',
    ]);
  });
});

describe('an outcome', () => {
  test('is one document with --json', async () => {
    const { root } = await startService(answer(200, discord.success), discord.tooMany);
    const sent = await sendBy(discord, root, { args: ['--json'] });
    expect(JSON.parse(sent.stdout)).toEqual({
      schemaVersion: 1,
      channel: 'discord',
      outcome: 'sent',
      message_id: discord.messageId,
    });
    const failed = await sendBy(discord, root, { args: ['--json', '--quiet'] });
    expect(JSON.parse(failed.stdout)).toEqual({ schemaVersion: 1, channel: 'discord', ...failed.result });
    expect(failed.stderr).toContain('to be tried again in 35 seconds');
  });

  test.each([
    ['a text of 257 characters', 'x'.repeat(257)],
    ['two words', 'two words'],
    ['two lines', 'a\nb'],
    ['a bell', 'bell\u0007'],
    ['5000 control characters', '\u0001'.repeat(5000)],
  ])('of a message that was taken with %s for its id is sent, without that id', async (_, id) => {
    const { root } = await startService(answer(200, JSON.stringify({ id })));
    const { exitCode, stdout, result } = await sendBy(discord, root);
    expect([exitCode, stdout, result]).toEqual([0, '', { outcome: 'sent' }]);
  });

  test('shows no secret that a service gives as the id of a message', async () => {
    const { root } = await startService(answer(200, '{"id":"x-hookSecret_d1-x"}'));
    expect(await sendBy(discord, root)).toMatchObject({ exitCode: 0, result: { outcome: 'sent' } });
  });

  test('of which the driver cannot be told ends with the same code, and a warning', async () => {
    const home = await makeHome();
    const { root } = await startService(answer(200, discord.success));
    const target = join(home.base, 'target');
    await writeFile(target, 'kept');
    await mkdir(join(home.base, 'directory'));
    await symlink(target, join(home.base, 'link'));
    await execa('mkfifo', [join(home.base, 'fifo')]);
    for (const name of ['nothing', 'directory', 'link', 'fifo']) {
      const env = { ...discord.settings(root), OWNER_REPORT_RESULT_FILE: join(home.base, name) };
      const { exitCode, stderr } = await home.run('send', ['discord'], { env, input: 'x' });
      const words = name === 'nothing' ? 'the outcome cannot be written' : 'expected a regular file for the outcome';
      const warning = `OWNER_REPORT_RESULT_FILE: ${join(home.base, name)}: ${words}`;
      expect([name, exitCode, stderr]).toEqual([name, 0, expect.stringContaining(warning)]);
    }
    expect(await readFile(target, 'utf8')).toBe('kept');
  });

  test('is told once, of the last send of a command line', async () => {
    const home = await makeHome();
    const { root } = await startService(answer(503, 'a reason that is much longer than the other'), answer(200, 'ok'));
    const file = join(home.base, 'result');
    await writeFile(file, '');
    const env = { SLACK_WEBHOOK_URL: `${root}/x`, OWNER_REPORT_RESULT_FILE: file };
    const command = `'${commandPath('send')}' slack <message || '${commandPath('send')}' slack <message`;
    await writeFile(join(home.base, 'message'), 'x');
    const all = { ...home.environment(), ...env };
    await execa('sh', ['-c', command], { env: all, extendEnv: false, cwd: home.base });
    expect(await readFile(file, 'utf8')).toBe('{"outcome":"sent"}\n');
  });
});

test('what is upstream in a pipe is read to its end, and never killed', async () => {
  const home = await makeHome();
  const { root, received } = await startService(answer(200, discord.success));
  const command = `{ yes | head -c 3000000; echo $? >ended; } | '${commandPath('send')}' discord`;
  const env = { ...home.environment(), ...discord.settings(root) };
  await execa('sh', ['-c', command], { env, extendEnv: false, cwd: home.base });
  expect(await readFile(join(home.base, 'ended'), 'utf8')).toBe('0\n');
  expect(received).toHaveLength(1);
});

test('a report goes the whole way: by the driver, through the channel, into sent/', async () => {
  const home = await makeHome();
  const { root, received } = await startService(answer(200, discord.success));
  await home.write('r1', reportText('r1', { done: 'x' }, '**[normal] t / w · job**\n\nDone: @everyone\n'));
  const command = 'owner-report-send discord';
  const args = ['r1', '--send-cmd', command, '--channel', 'discord', '--target', '42'];
  expect(await home.run('driver', args, { env: discord.settings(root) })).toMatchObject({ exitCode: 0 });
  expect([await home.names('sent'), await home.names('pending')]).toEqual([['r1.md'], []]);
  expect(received[0]?.url).toContain('thread_id=42');
  expect(received[0]?.body).toContain('**[normal] t / w · job**\\n\\nDone: @\u200Beveryone');
});
