import { expect, test } from 'vitest';

import { channelLimit } from '../../packages/spool/src/text/channelLimit.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { runSend, sendBy } from './sendBy.ts';
import { answer, startService } from './service.ts';

const fields: Record<string, string> = {
  discord: 'content',
  slack: 'text',
  telegram: 'text',
  ntfy: 'message',
  matrix: 'body',
  webhook: 'message',
};

/** What a channel's service is given of a message: the text of it, and the whole request. */
async function give(channel: HttpChannel, message: string, env: Record<string, string> = {}) {
  const { root, received } = await startService(answer(200, channel.success));
  const sent = await sendBy(channel, root, { message, env });
  const payload = JSON.parse(received[0]?.body ?? '{}') as Record<string, unknown>;
  return { ...sent, payload, text: String(payload[fields[channel.name] ?? '']) };
}

const unescape = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

const odd = [
  'Бэкап 完了 ✅ नमस्ते 👨‍👩‍👧‍👦',
  '--help',
  '<b>&amp; "quoted" *bold* _it_ [a](b) `code`',
  '{"content":"\\"}\\u0000',
  'bell\u0007 escape\u001b[31m tab\t end',
].join('\n');

const isEscaped = ({ name }: HttpChannel) => ['slack', 'telegram'].includes(name);

test('every channel gives its service an odd message as it is', async () => {
  const given = httpChannels.map(async (channel) => {
    const { text } = await give(channel, `${odd}\n`);
    return isEscaped(channel) ? unescape(text) : text;
  });
  for (const text of await Promise.all(given)) expect(text).toBe(odd);
});

test('every channel fits a message that is too long', async () => {
  const given = httpChannels.map(async (channel) => {
    const { text } = await give(channel, 'é 👨‍👩‍👧‍👦 "x" & <y>\n'.repeat(10_000));
    return [channel.name, isEscaped(channel) ? unescape(text) : text] as const;
  });
  for (const [name, text] of await Promise.all(given)) {
    const { max, measure } = channelLimit(name, undefined);
    expect(measure(text), name).toBeLessThanOrEqual(max);
    expect(measure(text), name).toBeGreaterThan(max * 0.9);
    expect(text).toMatch(/\n\[cut: \d+ more [\w -]+ in report [\w.-]+\]$/);
  }
});

test.each([
  ['discord', 'characters', 2_000_999],
  ['telegram', 'UTF-16 units', 3_000_999],
  ['ntfy', 'bytes', 6_000_999],
])('%s is told how much is missing in all, also of what is longer than 1 MiB', async (name, unit, total) => {
  const channel = httpChannels.find((one) => one.name === name) as HttpChannel;
  // A part of each kind: what is read at once may end within a character.
  const { text } = await give(channel, `${'x'.repeat(999)}${'é👍'.repeat(1_000_000)}${' \n'.repeat(100_000)}`);
  const [, missing, ofUnit] = /\[cut: (\d+) more (.+) in report/.exec(text) ?? [];
  const kept = text.slice(0, text.lastIndexOf('\n[cut: '));
  expect(ofUnit).toBe(unit);
  expect(channelLimit(name, undefined).measure(kept) + Number(missing)).toBe(total);
});

test('every channel shows a headline that is cut bold or plain, too', async () => {
  const given = httpChannels.map(async (channel) => {
    const { text } = await give(channel, `**[normal] ${'long * title '.repeat(20_000)}end**\n\nDone: x`);
    return [channel.name, text.split('\n', 1)[0] ?? ''] as const;
  });
  for (const [name, line] of await Promise.all(given)) {
    expect(line).toContain('[normal] long * title long');
    const bold = /^\*\*\[.*[^*\s]\*\*$/.test(line);
    expect([name, bold, line.includes('**')]).toEqual(
      ['discord', 'webhook'].includes(name) ? [name, true, true] : [name, false, false],
    );
  }
});

test('a message that the driver has fitted to the channel is not cut again', async () => {
  const [channel] = httpChannels as [HttpChannel];
  const message = `${'x'.repeat(2500)}\nend`;
  const env = { OWNER_REPORT_ID: 'r1', OWNER_REPORT_CHANNEL: channel.name };
  expect((await give(channel, message, env)).text).toBe(message);
  expect((await give(channel, message, { ...env, OWNER_REPORT_CHANNEL: '' })).text).toMatch(/in report r1\]$/);
});

test('every channel shows the headline bold or plain, never with asterisks that mean nothing', async () => {
  const title = '[normal] ops / db1 · a*b · 80%';
  const given = httpChannels.map(async (channel) => {
    const { payload } = await give(channel, `**${title}**\n\nDone: x\n`, { OWNER_REPORT_TITLE: title });
    return [channel.name, JSON.stringify(payload)] as const;
  });
  for (const [name, said] of await Promise.all(given)) {
    expect(said).toContain(title);
    // Discord's markup is the toolkit's own, and a webhook gives on what it has.
    expect([name, said.includes('**')]).toEqual([name, ['discord', 'webhook'].includes(name)]);
  }
});

test('a message that is empty is rejected, and one that an earlier command has read is taken from the environment', async () => {
  const [channel] = httpChannels as [HttpChannel];
  expect(await runSend(channel.name, { message: ' \n' })).toMatchObject({
    exitCode: 65,
    result: { outcome: 'rejected', reason: 'expected a message on stdin, got nothing' },
  });
  const { text } = await give(channel, '', { OWNER_REPORT_MESSAGE: 'from the driver' });
  expect(text).toBe('from the driver');
});
