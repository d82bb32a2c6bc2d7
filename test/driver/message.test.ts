import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeHome, reportText } from '../harness.ts';

/** What a send command reads on its stdin for a report with this body. */
async function sentMessage(body: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const home = await makeHome();
  await home.write('r1', reportText('r1', {}, body));
  const result = await home.run(
    'driver',
    [
      'r1',
      ...args,
      '--send-cmd',
      `cat > '${home.base}/stdin'; printf %s "$OWNER_REPORT_MESSAGE" > '${home.base}/variable'`,
    ],
    { env },
  );
  expect(result).toMatchObject({ exitCode: 0 });
  expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(reportText('r1', {}, body));
  const message = await readFile(join(home.base, 'stdin'), 'utf8');
  expect(await readFile(join(home.base, 'variable'), 'utf8')).toBe(message);
  return message;
}

const codePoints = (text: string) => [...text].length;
const utf16 = (text: string) => text.length;
const bytes = (text: string) => Buffer.byteLength(text);
const channels = [
  ['discord', 2000, codePoints, 'characters'],
  ['telegram', 4096, utf16, 'UTF-16 units'],
  ['slack', 40_000, codePoints, 'characters'],
  ['ntfy', 4096, bytes, 'bytes'],
  ['anything', 102_400, bytes, 'bytes'],
] as const;

describe('a message', () => {
  test.each(channels)('for %s of just its limit of %d is sent whole', async (channel, limit) => {
    const body = 'x'.repeat(limit);
    expect(await sentMessage(body, ['--channel', channel])).toBe(body);
  });

  test.each(channels)(
    'for %s beyond its limit of %d is cut at a line and says how much is missing',
    async (channel, limit, measure, unit) => {
      const body = Array.from({ length: 6000 }, (_, index) => `${index} 繁體 🛠️ text\n`).join('');
      const message = await sentMessage(body, ['--channel', channel]);
      expect(measure(message)).toBeLessThanOrEqual(limit);
      const marker = /\n\[cut: (\d+) more (.+) in report r1\]$/.exec(message);
      expect(marker?.[2]).toBe(unit);
      const kept = message.slice(0, marker?.index);
      expect(body.startsWith(`${kept}\n`)).toBe(true);
      expect(Number(marker?.[1])).toBe(measure(body) - measure(kept));
      // Another line would not have fitted.
      const next = body.slice(0, body.indexOf('\n', kept.length + 1));
      expect(measure(next) + measure(String(marker?.[0]))).toBeGreaterThan(limit - 1);
    },
  );

  test('that is one long line is cut between characters', async () => {
    const message = await sentMessage('🛠'.repeat(5000), ['--channel', 'telegram']);
    expect(message.length).toBeLessThanOrEqual(4096);
    expect(message).toMatch(/^(?:🛠)+\n\[cut: \d+ more UTF-16 units in report r1\]$/u);
  });

  test('whose long line begins early is cut within that line', async () => {
    const message = await sentMessage(`headline\n\n${'word '.repeat(500)}\n`, ['--channel', 'discord']);
    expect(message).toMatch(/^headline\n\n(?:word ){300}[word ]+\n\[cut: \d+ more characters in report r1\]$/);
    expect(codePoints(message)).toBe(2000);
  });

  test('that is cut within a code fence closes it before the last line', async () => {
    const message = await sentMessage(`intro\n\`\`\`\n${'code line\n'.repeat(1000)}\`\`\`\n`, ['--channel', 'discord']);
    expect(message.match(/^```/gm)).toHaveLength(2);
    expect(message).toMatch(/\ncode line\n```\n\[cut: \d+ more characters in report r1\]$/);
    expect(codePoints(message)).toBeLessThanOrEqual(2000);
  });

  test.each([
    ['of four backticks that holds three', '````md\n```\n', '````'],
    ['of tildes that holds backticks', '~~~\n```\n', '~~~'],
    ['of backticks that holds tildes', '```\n~~~\n', '```'],
    ['that what looks like its end does not close', '```\n``` js\n', '```'],
    ['indented by three spaces', '   ```\n', '```'],
    ['after one that was closed by a longer one', '```\nx\n`````\n~~~~\n', '~~~~'],
  ])('that is cut within a code block %s closes it by its own fence', async (_name, opening, fence) => {
    const message = await sentMessage(`${opening}${'code line\n'.repeat(1000)}`, ['--channel', 'discord']);
    expect(message).toMatch(new RegExp(`\\ncode line\\n${fence}\\n\\[cut: \\d+ more characters in report r1\\]$`));
    expect(codePoints(message)).toBeLessThanOrEqual(2000);
  });

  test.each([
    ['inline code of three backticks', '```code``` in a line\n'],
    ['a block that was closed', '~~~\n```\n~~~~\n'],
    ['an indented block', '    ```\n'],
  ])('that is cut after %s closes nothing', async (_name, opening) => {
    const message = await sentMessage(`${opening}${'plain line\n'.repeat(1000)}`, ['--channel', 'discord']);
    expect(message).toMatch(/\nplain line\n\[cut: /);
  });

  test('may be as long as --max-chars says, counted as the channel counts', async () => {
    expect(await sentMessage('x'.repeat(3000), ['--channel', 'discord', '--max-chars', '3000'])).toHaveLength(3000);
    const short = await sentMessage('line\n'.repeat(100), ['--channel', 'discord', '--max-chars', '100']);
    expect(short.length).toBeLessThanOrEqual(100);
    expect(short).toMatch(/more characters in report r1\]$/);
    expect(await sentMessage('abcdef', ['--max-chars', '3'])).toBe('abc');
  });

  test.each([131_049, 131_050, 131_051, 200_000])('of %d bytes does not break the send', async (length) => {
    const body = 'x'.repeat(length);
    const message = await sentMessage(body, ['--max-chars', '200000']);
    expect(bytes(message)).toBeLessThanOrEqual(131_050);
    const whole = length <= 131_050;
    expect([message === body, /\n\[cut: \d+ more characters in report r1\]$/.test(message)]).toEqual([whole, !whole]);
  });

  test('calls nobody unless that is allowed', async () => {
    const body = 'hi @everyone @here @Channel @all <@123> <@!5> <@&456> <!channel> <!subteam^S1> me@example.org <b>\n';
    const message = await sentMessage(body, []);
    for (const call of ['@everyone', '@here', '@Channel', '@all', '<@', '<!']) expect(message).not.toContain(call);
    expect(message.replaceAll('\u200B', '')).toBe(body);
    expect(message).toContain('me@example.org <b>');
    expect(await sentMessage(body, [], { OWNER_REPORT_ALLOW_MENTIONS: '1' })).toBe(body);
    expect(await sentMessage(body, ['--allow-mentions'])).toBe(body);
  });

  test('with fields too large for the environment is a failed attempt or a send, never a loss', async () => {
    const home = await makeHome();
    const done = 'd'.repeat(8000);
    await home.write('r1', reportText('r1', { done }, 'x'.repeat(131_050)));
    expect(
      await home.run('driver', [
        'r1',
        '--max-chars',
        '200000',
        '--send-cmd',
        `printf %s "$OWNER_REPORT_DONE" > '${home.base}/done'`,
      ]),
    ).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(home.base, 'done'), 'utf8')).toBe(done);
  });
});
