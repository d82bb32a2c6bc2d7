import { chmod, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, linesOf, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { stamp, writeAll } from './queue.ts';

describe('settings', () => {
  test('are taken from the flag, then the environment, then config.json', async () => {
    const home = await makeHome();
    const note = (word: string) => `echo ${word} >> '${home.base}/words'`;
    await writeAll(
      home,
      [1, 2, 3, 4, 5, 6].map((second) => `${stamp(second)}-w`),
    );
    await writeFile(home.path('config.json'), JSON.stringify({ sendCommand: note('config'), maxCount: 2 }), {
      mode: 0o600,
    });
    await home.run('watchdog', []);
    expect(await linesOf(join(home.base, 'words'))).toEqual(['config', 'config']);
    const env = { OWNER_REPORT_SEND_CMD: note('environment'), OWNER_REPORT_MAX_COUNT: '1' };
    await home.run('watchdog', [], { env });
    await home.run('watchdog', ['--send-cmd', note('flag'), '--max-count', '3'], { env });
    expect(await linesOf(join(home.base, 'words'))).toEqual([
      'config',
      'config',
      'environment',
      'flag',
      'flag',
      'flag',
    ]);
  });

  test('of config.json all have an effect', async () => {
    const home = await makeHome();
    const config = {
      channel: 'discord',
      target: 'room 5',
      maxChars: 60,
      holdAfter: 1,
      onInvalid: 'hold',
      // Long enough for the words below on any machine.
      timeoutSeconds: 5,
      maxCount: 5,
      sendCommand: `echo "$OWNER_REPORT_CHANNEL $OWNER_REPORT_TARGET" >> '${home.base}/words'; exec sleep 60`,
    };
    await utimes(await home.write('bad', 'no front matter'), 1, 1);
    await home.write('r1', reportText('r1', {}, 'line\n'.repeat(100)));
    await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
    const shown = JSON.parse(String((await home.run('driver', ['r1', '--dry-run', '--json'])).stdout)) as {
      message: string;
    };
    expect(shown.message.length).toBeLessThanOrEqual(60);
    expect(shown.message).toContain('more characters');
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    expect(await linesOf(join(home.base, 'words'))).toEqual(['discord room 5']);
    expect(await home.names('held')).toEqual(['bad.md', 'r1.md']);
    expect((await home.deliveries()).map((line) => line['event'])).toEqual(['held', 'unknown', 'held']);
  });

  test('that are wrong in config.json are 78 and all named', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await writeFile(
      home.path('config.json'),
      JSON.stringify({ maxCount: 0, onInvalid: 'skip', timeoutSeconds: -1, sendCmd: 'true', holdAfter: 1.5 }),
      { mode: 0o600 },
    );
    const result = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    for (const key of ['maxCount', 'onInvalid', 'timeoutSeconds', 'sendCmd', 'holdAfter'])
      expect(result.stderr).toContain(key);
    await writeFile(home.path('config.json'), '{ not json');
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 78 });
    expect(await sendsOf(home)).toEqual([]);
  });

  test.each([
    ['sendCommand', 5, 'sendCommand: expected text, got 5'],
    ['sendCommand', 'true\0', 'sendCommand: expected text without NUL, got "true\\u0000"'],
    ['channel', 'a\0b', 'channel: expected text without NUL'],
    ['target', '\0', 'target: expected text without NUL'],
    ['timeoutSeconds', '60', 'timeoutSeconds: expected a number of seconds, got "60"'],
    ['maxCount', null, 'maxCount: expected a whole number, got null'],
    ['onInvalid', 'go', 'onInvalid: expected one of stop, hold, got "go"'],
    ['colour', 'red', 'expected known keys only, got "colour"'],
  ])('that cannot be used are 78 and say what was expected and found: %s %j', async (key, value, message) => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const config = { sendCommand: 'true', [key]: value };
    await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({ exitCode: 78, stdout: '', stderr: expect.stringContaining(message) });
  });

  test.each([
    ['a byte order mark', '\uFEFF{}', 'found a byte order mark (BOM)'],
    ['nothing', '', 'found an empty file'],
    ['blanks', ' \n', 'found an empty file'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'in UTF-8, found UTF-16'],
    ['a key twice', '{"maxCount":1,"\\u006daxCount":2}', 'found maxCount again'],
  ])('of a config.json that holds %s are 78, and it is named', async (_what, content, message) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await writeFile(home.path('config.json'), content, { mode: 0o600 });
    const result = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(message) });
    expect(await home.names('pending')).toEqual(['r1.md']);
  });

  test.each([['null'], ['[]'], ['"text"']])('of a config.json that holds %s are 78', async (content) => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await writeFile(home.path('config.json'), content, { mode: 0o600 });
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(`expected an object, got ${content}`),
    });
  });

  test('in a config.json that everybody can write are refused with 78', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await writeFile(home.path('config.json'), JSON.stringify({ sendCommand: countingSend(home) }));
    await chmod(home.path('config.json'), 0o666);
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({ exitCode: 78 });
    expect(result.stderr).toContain('chmod 600');
    expect(await sendsOf(home)).toEqual([]);
    await chmod(home.path('config.json'), 0o600);
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [['--max-count', '0']],
    [['--max-count', 'x']],
    [['--timeout', '0']],
    [['--timeout', 'soon']],
    [['--on-invalid', 'skip']],
    [['--max-chars', '-1']],
    [['--no-such-option']],
    [['no-such-command']],
    [['--follow', '--dry-run']],
  ])('that make no sense on the command line are 64: %j', async (args) => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    expect(await home.run('watchdog', [...args, '--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 64,
      stdout: '',
    });
    expect(await sendsOf(home)).toEqual([]);
  });
});
