import { describe, expect, test } from 'vitest';

import { type AnswerVerdict, judgeAnswer } from '../../../../packages/send/src/openclaw/judgeAnswer.ts';
import { recordedAnswers } from '../../../fixtures/openclaw/recordedAnswers.ts';

const judge = (stdout: string, exitCode: number | 'killed' = 0, stderr = ''): AnswerVerdict =>
  judgeAnswer({ exitCode: exitCode === 'killed' ? undefined : exitCode, ending: `exit ${exitCode}`, stdout, stderr });

describe('an answer that names a delivery is sent:', () => {
  test.each([
    ['a message id', '{"action":"send","handledBy":"plugin","messageId":"7","payload":{"ok":true}}', '7'],
    ['one of the gateway', '{"ok":true,"messageId":"71","chatId":"42"}', '71'],
    ['one further in', '{"payload":{"result":{"messageId":12}}}', '12'],
    ['payload.ok', '{\n  "action": "send",\n  "dryRun": false,\n  "payload": {\n    "ok": true\n  }\n}\n', undefined],
    ['an id below a banner', '🦞 OpenClaw {2026}\n{not json}\n[plugins] {"a":1}\n{"messageId":"3"}\nbye {}\n', '3'],
    ['an id beside a log line', '{"level":"error","error":"plugin x failed"}\n{"messageId":"3"}\n', '3'],
  ])('%s', (_, stdout, messageId) => {
    expect(judge(stdout)).toMatchObject({ outcome: 'sent', ...(messageId === undefined ? {} : { messageId }) });
  });
});

describe('an answer that says so is not sent, whatever the exit code:', () => {
  test.each([
    [
      '{"ok":false,"error":{"type":"cli_error","message":"Unknown channel: nowhere"}}',
      /ok:false.*: Unknown channel: nowhere$/,
    ],
    ['{"payload":{"ok":false}}', /ok:false/],
    ['{"payload":{"result":{"ok":false}}}', /ok:false/],
    ['{"success":false}', /success:false/],
    ['{"error":"no such chat"}', /error.*: no such chat$/],
    ['{"dryRun":true,"payload":{"ok":true}}', /dry run/],
    ['{"payload":{"dry_run":true}}', /dry run/],
    ['{"handledBy":"silent","payload":{"ok":true}}', /handledBy:silent/],
    ['{"deliveryStatus":"failed","messageId":"7"}', /deliveryStatus:failed/],
    ['{"deliveryStatus":"suppressed"}', /suppressed/],
    ['{"payload":{"status":"failed"}}', /status:failed/],
    ['{"payload":{"deliveryStatus":{"status":"suppressed"}}}', /suppressed/],
    ['{}', /nothing/],
  ])('%s', (stdout, reason) => {
    for (const exitCode of [0, 1]) {
      const verdict = judge(stdout, exitCode);
      expect(verdict.outcome).toBe('failed');
      expect(verdict.reason).toMatch(reason);
    }
  });

  test('exit 1 with words on stderr and no JSON', () => {
    const verdict = judge('', 1, 'warning: old config\nError: Unknown target "x"\n');
    expect(verdict).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/no JSON.*Unknown target "x"$/) });
  });

  test('with the time that it asks for', () => {
    const answer = '{"ok":false,"error":{"message":"Too Many Requests","retryAfterMs":2500}}';
    expect(judge(answer, 1)).toMatchObject({ outcome: 'failed', retryAfterSeconds: 3 });
  });
});

describe('an answer leaves it open whether the message arrives:', () => {
  test.each([
    [
      '{"ok":false,"error":{"message":"queued","details":{"code":"OUTBOUND_DELIVERY_QUEUED"}}}',
      /OUTBOUND_DELIVERY_QUEUED/,
    ],
    ['{"ok":false,"error":{"message":"gateway timeout after 10000ms"}}', /time-out.*: gateway timeout after 10000ms$/],
    ['{"ok":false,"sentBeforeError":true,"error":{"message":"part 2"}}', /sentBeforeError.*: part 2$/],
    ['{"ok":false,"deliveryStatus":"partial_failed"}', /partial_failed/],
    ['{"error":{"details":{"partialDelivery":{"messageId":"7"}}}}', /partialDelivery/],
    ['{"ok":false,"error":{"message":"Send outcome is unknown"}}', /outcome is unknown$/],
    ['{"status":"delivery_queued","delivered":false}', /delivery_queued/],
    ['{"messageId":"7"}\n{"ok":false}', /message 7, and ok:false/],
    ['{"messageId":"unknown"}', /no delivery/],
    ['{"hello":1}', /no delivery/],
    ['sent!\n', /no JSON/],
    ['', /no JSON/],
    ['{"payload":{"ok":true}', /no JSON/],
  ])('%s', (stdout, reason) => {
    const verdict = judge(stdout);
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.reason).toMatch(reason);
  });

  test.each([
    ['its launcher was killed', '', 'killed'],
    ['its launcher was killed below a shell', '', 137],
    ['its launcher was killed after its answer', '{"messageId":"7"}', 'killed'],
    ['it ended with an error after its answer', '{"messageId":"7"}', 1],
  ] as const)('%s', (_, stdout, exitCode) => {
    expect(judge(stdout, exitCode).outcome).toBe('unknown');
  });

  test('exit 1 with a time-out, or a lost connection, on stderr', () => {
    expect(judge('', 1, 'Error: request timed out\n').outcome).toBe('unknown');
    const stderr = 'Lost the connection to OpenClaw.\nYour request may have completed.\n';
    expect(judge('{"ok":false,"error":{"message":"closed"}}', 1, stderr).outcome).toBe('unknown');
  });

  test('the connection to its gateway broke, but not where the gateway refused us', () => {
    const error = { type: 'gateway_transport_error', kind: 'closed', message: 'gateway closed' };
    const answer = (code: number) => JSON.stringify({ ok: false, error: { ...error, code } });
    expect(judge(answer(1006), 1).outcome).toBe('unknown');
    expect(judge(answer(1012), 1).outcome).toBe('unknown');
    expect(judge(answer(1008), 1).outcome).toBe('failed');
  });
});

test.each([
  ['sent', 'sent', ''],
  ['outage', 'unknown', "OutboundDeliveryError: Network request for 'sendMessage' failed!"],
  ['noChat', 'unknown', 'chat not found'],
  ['noPlugin', 'failed', 'Channel discord does not support action send.'],
  ['noGateway', 'failed', 'Gateway not reachable at ws://127.0.0.1:18789 (ECONNREFUSED).'],
] as const)('what OpenClaw 2026.9.6 answered at %s is %s', (name, outcome, words) => {
  const { document, exitCode } = recordedAnswers[name];
  const verdict = judge(JSON.stringify(document, undefined, 2), exitCode);
  expect(verdict).toMatchObject({ outcome, words: expect.stringContaining(words) });
});
