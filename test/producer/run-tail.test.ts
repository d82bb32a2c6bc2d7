import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { fixture, run, readOnly } from './runCommand.ts';

describe('the tail', () => {
  test.each([
    [[], 20],
    [['--tail', '3'], 3],
    [['--tail=500'], 500],
  ])('holds with %j the last %i lines', async (args, count) => {
    const home = await makeHome();
    await run(home, [...args, '--', 'seq', '1000']);
    const lines = /Last (\d+) lines:\n```\n([^]*)\n```\n$/.exec((await readOnly(home)).message);
    expect(lines?.[1]).toBe(String(count));
    expect(lines?.[2]?.split('\n')).toEqual(Array.from({ length: count }, (_, index) => String(1001 - count + index)));
  });

  test('is left out with --tail 0, and may be set by the environment', async () => {
    const home = await makeHome();
    expect(await run(home, ['--', 'echo', 'x'], { env: { OWNER_REPORT_TAIL: '0' } })).toMatchObject({ stdout: 'x\n' });
    expect((await readOnly(home)).message).not.toContain('```');
  });

  test('has no colours, control characters, overwritten lines or secrets', async () => {
    const home = await makeHome();
    const env = { MY_TOKEN: 'hunter2hunter2' };
    await run(home, ['--', fixture('colourful.sh')], { env });
    expect((await readOnly(home)).message).toContain(
      '\n```\n100%\nred bell\nvalue [redacted]\npassword=[redacted]\n繁體中文 🛠️\n```\n',
    );
  });

  test('is fenced by more backticks than it holds', async () => {
    const home = await makeHome();
    await run(home, ['--', 'printf', '%s\\n', '```', '````x']);
    expect((await readOnly(home)).message).toContain('\n`````\n```\n````x\n`````\n');
  });

  test('of one endless line is cut to what a report can hold', async () => {
    const home = await makeHome();
    await run(home, ['--', 'sh', '-c', 'head -c 1000000 /dev/zero | tr "\\0" x']);
    const { message } = await readOnly(home);
    expect(message).toContain('Last line:\n```\n…xxx');
    expect(message.length).toBeLessThan(20_000);
  });

  test('keeps no part of a private key that is longer than the lines asked for', async () => {
    const home = await makeHome();
    await run(home, ['--tail', '3', '--', fixture('print-key.sh')]);
    const { message } = await readOnly(home);
    expect(message).toContain('after the key');
    expect(message).not.toContain('c2VjcmV0');
  });
});

describe('the command line that is shown', () => {
  test('is redacted, quoted and at most 200 characters long', async () => {
    const home = await makeHome();
    const secrets = [
      '--password=hunter2x',
      '--token',
      'abcdefgh',
      "it's",
      'https://me:pass1234@example.org/',
      'correct horse',
    ];
    await run(home, ['--', 'true', ...secrets, 'é'.repeat(300)], { env: { DB_PASSWORD: 'correct horse' } });
    const { extra, done } = await readOnly(home);
    expect(extra['command']).toMatch(
      /^true '?--password=\[redacted\]'? --token \[redacted\] 'it'\\''s' 'https:\/\/me:\[redacted\]@example.org\/' '\[redacted\]' 'é+…$/,
    );
    expect([...(extra['command'] ?? '')]).toHaveLength(200);
    expect(done).not.toMatch(/hunter2|abcdefgh|pass1234|correct horse/);
  });

  test('stays one line of inline code', async () => {
    const home = await makeHome();
    await run(home, ['--', 'true', 'a\nb\u001B[31m', '`tick`']);
    const { done, extra } = await readOnly(home);
    expect(extra['command']).toBe("true 'a\\nb\\x1b[31m' '`tick`'");
    expect(done).toMatch(/^``true .*'`tick`'`` finished/);
  });
});
