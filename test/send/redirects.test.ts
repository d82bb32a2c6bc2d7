import { expect, test } from 'vitest';

import { httpChannels } from './httpChannels.ts';
import { sendBy } from './sendBy.ts';
import { answer, startService } from './service.ts';

test('every channel follows a 307 and a 308 at the same service, with the same message, once', async () => {
  const ends = httpChannels.map(async (channel) => {
    const script = [307, 308].map((code) => answer(code, '', { location: `/elsewhere/${code}` }));
    const { root, received } = await startService(...(script as [never]), answer(200, channel.success));
    const { exitCode } = await sendBy(channel, root);
    return { exitCode, received };
  });
  for (const { exitCode, received } of await Promise.all(ends)) {
    const [first, second, third] = received;
    expect([exitCode, received.length, second?.url, third?.url]).toEqual([0, 3, '/elsewhere/307', '/elsewhere/308']);
    for (const one of [second, third]) {
      expect([one?.method, one?.body]).toEqual([first?.method, first?.body]);
      expect(one?.headers).toEqual(first?.headers);
    }
  }
});

test('no channel gives its message or its secret to another service', async () => {
  const ends = httpChannels.map(async (channel) => {
    const other = await startService(answer(200, channel.success));
    const location = `${other.root}/path/${channel.secrets[0]}`;
    const { root, received } = await startService(answer(307, '', { location }));
    const { exitCode, result } = await sendBy(channel, root);
    expect([exitCode, received.length, other.received]).toEqual([75, 1, []]);
    expect(result).toEqual({
      outcome: 'failed',
      reason: expect.stringContaining(`it redirects to ${new URL(other.root).host}, which is not followed`),
    });
  });
  expect(await Promise.all(ends)).toHaveLength(httpChannels.length);
});

test('no channel goes on by a name and password of the service', async () => {
  const [channel] = httpChannels as [(typeof httpChannels)[number]];
  const { root, received } = await startService((response) => {
    const location = `http://u:p@${response.req.headers.host}/path_SECRETPATH99`;
    response.writeHead(307, { location }).end();
  });
  const { exitCode, result, stderr } = await sendBy(channel, root);
  expect([exitCode, result['outcome'], received.length]).toEqual([75, 'failed', 1]);
  expect(JSON.stringify([result, stderr])).not.toContain('SECRETPATH99');
});

test('no channel turns its message into another request, or goes round in a circle', async () => {
  const [channel] = httpChannels as [(typeof httpChannels)[number]];
  for (const code of [301, 302, 303]) {
    const { root, received } = await startService(answer(code, '', { location: '/elsewhere' }));
    expect(await sendBy(channel, root)).toMatchObject({ exitCode: 75, result: { outcome: 'failed' } });
    expect(received).toHaveLength(1);
  }
  const { root, received } = await startService(answer(307, '', { location: '/again' }));
  expect(await sendBy(channel, root)).toMatchObject({ exitCode: 75, result: { outcome: 'failed' } });
  expect(received).toHaveLength(4);
});
