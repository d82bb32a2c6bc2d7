import { expect, test } from 'vitest';

import { withEnoughTime } from '../enoughTime.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { sendBy } from './sendBy.ts';
import { answer, behaviours, findNoService, startService } from './service.ts';
import { startProxy } from './startProxy.ts';

const [channel] = httpChannels as [HttpChannel];

test('a proxy is used where the environment names one, and not for what NO_PROXY names', async () => {
  const proxy = await startProxy();
  const { root, received } = await startService(answer(200, channel.success));
  expect(await sendBy(channel, root, { env: { HTTP_PROXY: proxy.root } })).toMatchObject({ exitCode: 0 });
  expect([proxy.asked, received.length]).toEqual([[new URL(root).host], 1]);
  const env = { HTTP_PROXY: proxy.root, NO_PROXY: 'localhost,127.0.0.1' };
  expect(await sendBy(channel, root, { env })).toMatchObject({ exitCode: 0 });
  expect([proxy.asked.length, received.length]).toEqual([1, 2]);
});

test('a proxy that refuses, or is not there, has let nothing go out', async () => {
  const { root, received } = await startService(answer(200, channel.success));
  const refusing = await startProxy('refuses');
  for (const [proxy, words] of [
    [refusing.root, '403'],
    [await findNoService(), 'ECONNREFUSED'],
  ] as const) {
    const { exitCode, result } = await sendBy(channel, root, { env: { HTTP_PROXY: proxy } });
    expect([exitCode, result]).toEqual([
      75,
      { outcome: 'failed', reason: expect.stringMatching(new RegExp(`^no connection to .*${words}`)) },
    ]);
  }
  expect([refusing.asked.length, received]).toEqual([1, []]);
});

test('a proxy that never answers has let nothing go out', async () => {
  const { root, received } = await startService(answer(200, channel.success));
  for (const service of [root, root.replace('http:', 'https:')]) {
    const asked = await withEnoughTime(async (seconds) => {
      const proxy = await startProxy('silent');
      const args = ['--timeout', `${seconds}s`];
      const { exitCode, result } = await sendBy(channel, service, { args, env: { HTTP_PROXY: proxy.root } });
      // Whether the time is up before the proxy was reached or after: nothing went out.
      expect([exitCode, result]).toEqual([
        75,
        { outcome: 'failed', reason: expect.stringMatching(/^no connection to .*: nothing within \d/) },
      ]);
      return proxy.asked.length === 0 ? 'too late' : proxy.asked;
    });
    expect([asked, received]).toEqual([[new URL(root).host], []]);
  }
});

test('what breaks behind a proxy, once it has let the request out, is unknown', async () => {
  const proxy = await startProxy();
  const { root, received } = await startService(behaviours.cut);
  const { exitCode, result } = await sendBy(channel, root, { env: { HTTP_PROXY: proxy.root } });
  expect([exitCode, result['outcome'], received.length]).toEqual([75, 'unknown', 1]);
});

test.each([
  ['no address', 'user:hunter2@proxy', 'expected an address'],
  [
    'a "%" that means nothing in its password',
    'http://user:hunter2%zz@127.0.0.1:9',
    'expected "%" and two hexadecimal',
  ],
])('a proxy that is %s is a bad setting, and is not shown', async (_, https_proxy, words) => {
  const { exitCode, stderr, result } = await sendBy(channel, 'http://127.0.0.1:9', { env: { https_proxy } });
  expect([exitCode, result['outcome']]).toEqual([78, 'failed']);
  expect(stderr).toContain(`https_proxy: ${words}`);
  expect(stderr).not.toContain('hunter2');
});
