import { type AddressInfo, createServer } from 'node:net';

import { describe, expect, onTestFinished, test } from 'vitest';

import { withEnoughTime } from '../enoughTime.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { sendBy, type Sent } from './sendBy.ts';
import { answer, type Behaviour, behaviours, findNoService, half, startService } from './service.ts';

type Expected = 'sent' | 'failed' | 'rejected' | 'unknown';

const exitCodes: Record<Expected, number> = { sent: 0, failed: 75, rejected: 65, unknown: 75 };

interface Row {
  what: string;
  behave: (channel: HttpChannel) => Behaviour;
  /** `doubt` is unknown, or failed where the channel may repeat; `trust` the same, or sent where any 2xx counts. */
  outcome: Expected | 'doubt' | 'trust';
  retryAfter?: number;
}

const status = (code: number, outcome: Row['outcome']): Row => ({
  what: `HTTP ${code}`,
  behave: () => answer(code, 'some words'),
  outcome,
});

const rows: Row[] = [
  { what: 'a success', behave: ({ success }) => answer(200, success), outcome: 'sent' },
  {
    what: 'a success and much more',
    behave: ({ success }) => answer(200, success.padEnd(1024 * 1024)),
    outcome: 'sent',
  },
  { what: 'its own 429', behave: ({ tooMany }) => tooMany, outcome: 'failed', retryAfter: 35 },
  {
    what: 'a 503 with Retry-After',
    behave: () => answer(503, '', { 'retry-after': '90' }),
    outcome: 'failed',
    retryAfter: 90,
  },
  { what: 'a 400 about the message', behave: ({ refused }) => answer(400, refused), outcome: 'rejected' },
  ...[401, 403, 404, 410, 500, 503].map((code) => status(code, 'failed')),
  ...[408, 502, 504].map((code) => status(code, 'doubt')),
  ...[413, 422].map((code) => status(code, 'rejected')),
  { what: 'a connection that is cut', behave: () => behaviours.cut, outcome: 'doubt' },
  { what: 'what is no HTTP', behave: () => behaviours.noise, outcome: 'doubt' },
  { what: 'half an answer', behave: ({ success }) => half(success), outcome: 'trust' },
  { what: 'a page of somebody else', behave: () => answer(200, '<html>sign in</html>'), outcome: 'trust' },
  { what: 'an answer without an end', behave: () => answer(200, 'x'.repeat(1024 * 1024)), outcome: 'trust' },
];

function expectedOf(row: Row, { repeatsSafely, takesAnyAnswer }: HttpChannel): Expected {
  if (row.outcome === 'trust' && takesAnyAnswer === true) return 'sent';
  if (row.outcome !== 'doubt' && row.outcome !== 'trust') return row.outcome;
  return repeatsSafely === true ? 'failed' : 'unknown';
}

test.each(rows)('every channel makes of $what what it is', async (row) => {
  const ends = httpChannels.map(async (channel) => {
    const { root, received } = await startService(row.behave(channel));
    const sent = await sendBy(channel, root);
    return { channel, root, received, ...sent };
  });
  for (const { channel, root, received, exitCode, stdout, stderr, result } of await Promise.all(ends)) {
    const outcome = expectedOf(row, channel);
    const said = [channel.name, result['outcome'], exitCode, received.length, result['retry_after_seconds']];
    expect(said, stderr).toEqual([channel.name, outcome, exitCodes[outcome], 1, row.retryAfter]);
    const isInDoubt = row.outcome === 'doubt' || row.outcome === 'trust';
    expect(result['maybe_sent'], stderr).toBe(isInDoubt && outcome === 'failed' ? true : undefined);
    if (outcome === 'sent') {
      expect(stdout).toBe(channel.messageId === undefined ? '' : `${channel.messageId}\n`);
      expect(result['message_id']).toBe(channel.messageId);
    } else {
      expect(stdout).toBe('');
      expect(stderr).toContain(String(result['reason']));
      expect(result['reason']).toContain(new URL(root).host);
    }
  }
});

test.each(['-5', '1e999', '"soon"'])('a time of %s in an answer hides no Retry-After', async (asked) => {
  const bodies = {
    discord: `{"retry_after":${asked}}`,
    telegram: `{"ok":false,"parameters":{"retry_after":${asked}}}`,
    matrix: `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":${asked}}`,
  };
  const ends = Object.entries(bodies).map(async ([name, body]) => {
    const channel = httpChannels.find((one) => one.name === name) as HttpChannel;
    const { root } = await startService(answer(429, body, { 'retry-after': '35' }));
    return (await sendBy(channel, root)).result;
  });
  for (const result of await Promise.all(ends)) expect(result).toMatchObject({ retry_after_seconds: 35 });
});

test.each([
  ['discord', '{"webhook_id":["Value \\"1\\" is not snowflake."]}'],
  ['discord', '{"message":"Invalid Form Body","code":50035,"errors":{"thread_id":{"_errors":[{"code":"X"}]}}}'],
  ['discord', '{"message":"Unknown Webhook","code":10015}'],
  ['discord', '{"message":"Invalid Webhook Token","code":50027}'],
  ['discord', '{"message":"Webhooks posted to forum channels must have a thread_name","code":220001}'],
  ['slack', 'invalid_token'],
  ['telegram', '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'],
  ['ntfy', '{"code":40009,"http":400,"error":"invalid request: topic invalid"}'],
  ['ntfy', '{"code":40010,"http":400,"error":"invalid request: topic name is disallowed"}'],
  ['matrix', '{"errcode":"M_INVALID_PARAM","error":"Room id \'!x\' is not legal"}'],
])('%s has not sent what its settings cannot, and rejects no message for that: %s', async (name, body) => {
  const channel = httpChannels.find((one) => one.name === name) as HttpChannel;
  const { root } = await startService(answer(400, body));
  const { exitCode, result } = await sendBy(channel, root);
  expect([exitCode, result]).toEqual([
    75,
    { outcome: 'failed', reason: expect.stringContaining(`HTTP 400 from ${new URL(root).host}: `) },
  ]);
});

test('every channel has not sent what found no connection', async () => {
  const ends = httpChannels.map(async (channel) => sendBy(channel, await findNoService()));
  for (const { exitCode, result } of await Promise.all(ends))
    expect([exitCode, result]).toEqual([
      75,
      { outcome: 'failed', reason: expect.stringMatching(/^no connection to 127\.0\.0\.1:\d+: .*ECONNREFUSED/) },
    ]);
});

test('every channel has not sent what found no TLS where it was expected', async () => {
  const ends = httpChannels.map(async (channel) => {
    const { root, received } = await startService(answer(200, channel.success));
    const { exitCode, result } = await sendBy(channel, root.replace('http:', 'https:'));
    return [exitCode, result['outcome'], received];
  });
  for (const end of await Promise.all(ends)) expect(end).toEqual([75, 'failed', []]);
});

/** How every channel ends with so many seconds, or 'too late' where the time was up before a service had its request. */
async function sendInTime(behave: Behaviour, seconds: number): Promise<Sent[] | 'too late'> {
  const all = httpChannels.map(async (channel) => {
    const { root, received } = await startService(behave);
    const sent = await sendBy(channel, root, { args: ['--timeout', `${seconds}s`] });
    return received.length === 0 ? 'too late' : sent;
  });
  const ends = await Promise.all(all);
  return ends.includes('too late') ? 'too late' : (ends as Sent[]);
}

describe('a time that is up', () => {
  test.each([
    ['an answer', behaviours.noAnswer],
    ['the end of its head', behaviours.slowHead],
  ])('before %s is unknown, where the message may not be repeated', async (_, behave) => {
    const ends = await withEnoughTime((seconds) => sendInTime(behave, seconds));
    for (const [index, { repeatsSafely }] of httpChannels.entries())
      expect(ends[index]).toMatchObject({
        exitCode: 75,
        result: {
          outcome: repeatsSafely === true ? 'failed' : 'unknown',
          reason: expect.stringMatching(/^no answer from 127\.0\.0\.1:\d+: nothing within \d+/),
        },
      });
  });

  test('before there is TLS is failed, and ends the command: nothing was written', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const root = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [channel] = httpChannels as [HttpChannel];
    const { exitCode, result } = await sendBy(channel, root, { args: ['--timeout', '1s'] });
    expect([exitCode, result]).toEqual([
      75,
      { outcome: 'failed', reason: expect.stringMatching(/^no connection to .*: nothing within 1\.0 s$/) },
    ]);
  });

  test('is three quarters of what the driver gives, where that is less than the usual, or than --timeout', async () => {
    const [channel] = httpChannels as [HttpChannel];
    const { root } = await startService(behaviours.noAnswer);
    for (const args of [[], ['--timeout', '1h']]) {
      const { result } = await sendBy(channel, root, { args, env: { OWNER_REPORT_TIMEOUT: '2s' } });
      expect(result['reason']).toContain('nothing within 1.5 s');
    }
  });
});
