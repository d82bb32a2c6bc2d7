import { describe, expect, test } from 'vitest';

import { makeHome, reportText, type TestHome } from '../harness.ts';
import { later } from './queue.ts';

describe('bounds for who watches:', () => {
  const complain = async (home: TestHome, args: string[], env: NodeJS.ProcessEnv = {}) => {
    const { exitCode, stderr } = await home.run('watchdog', ['status', ...args], { env });
    return [exitCode, String(stderr).split(': see ')[0]];
  };

  test('--max-held', async () => {
    const home = await makeHome();
    for (const id of ['r1', 'r2']) {
      await home.write(id, reportText(id));
      await home.run('watchdog', ['hold', id, '--reason', 'x']);
    }
    expect(await complain(home, ['--max-held', '2'])).toEqual([0, '']);
    expect(await complain(home, ['--max-held', '1'])).toEqual([75, '2 reports held, more than 1']);
  });

  test('--max-silence', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const args = ['--max-silence', '10m'];
    expect(await complain(home, args)).toEqual([
      75,
      'no pass is on record, so that it cannot be told when the last one ended',
    ]);
    await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await complain(home, args)).toEqual([0, '']);
    expect(await complain(home, args, later(20))).toEqual([
      75,
      expect.stringMatching(/^the last pass ended 20 min .*ago, longer than 10m$/),
    ]);
    expect(await complain(home, args, later(-20))).toEqual([
      75,
      'the last pass is from the future, so that it cannot be told how long ago it ended',
    ]);
  });

  test('a home that is not there keeps none', async () => {
    const home = await makeHome();
    for (const bound of ['--max-age=1h', '--max-held=5', '--max-silence=1h'])
      expect(await complain(home, [bound])).toEqual([75, expect.stringMatching(/^there is no such home, /)]);
  });

  test.each(['--max-held=x', '--max-held=-1', '--max-silence=5', '--max-silence='])('%s is refused', async (option) => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['status', option])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining(option.split('=')[0] ?? ''),
    });
  });
});
