import { answer, type Behaviour } from './service.ts';

/** A channel that sends by HTTP, and how it is set up and answered here. */
export interface HttpChannel {
  name: string;
  /** Variables that lead it to a service on loopback. */
  settings: (root: string) => Record<string, string>;
  /** Words of the command line. */
  args: string[];
  /** Texts of the settings that nobody may see. */
  secrets: string[];
  /** What the service says when it took the message, and the id in it. */
  success: string;
  messageId?: string;
  /** A 429 in the service's own way, which asks for 35 s. */
  tooMany: Behaviour;
  /** A 400 that is about the message. */
  refused: string;
  /** What is unknown may be sent again: it is failed. */
  repeatsSafely?: true;
  /** A 2xx counts whatever the answer says. */
  takesAnyAnswer?: true;
}

const inJson = { 'content-type': 'application/json' };

export const httpChannels: HttpChannel[] = [
  {
    name: 'discord',
    settings: (root) => ({ DISCORD_WEBHOOK_URL: `${root}/api/webhooks/123/hookSecret_d1` }),
    args: [],
    secrets: ['hookSecret_d1'],
    success: '{"id":"1234567890123456789","content":"x"}',
    messageId: '1234567890123456789',
    tooMany: answer(429, '{"message":"You are being rate limited.","retry_after":34.2,"global":false}', inJson),
    refused:
      '{"message":"Invalid Form Body","code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH"}]}}}',
  },
  {
    name: 'slack',
    settings: (root) => ({ SLACK_WEBHOOK_URL: `${root}/services/T0/B0/hookSecret_s1` }),
    args: [],
    secrets: ['hookSecret_s1'],
    success: 'ok',
    tooMany: answer(429, 'rate_limited', { 'retry-after': '35' }),
    refused: 'invalid_payload',
  },
  {
    name: 'telegram',
    settings: (root) => ({ TELEGRAM_API_ROOT: root, TELEGRAM_BOT_TOKEN: '123456:AA-secret_Token' }),
    args: ['--to', '-100123'],
    secrets: ['123456:AA-secret_Token', 'AA-secret_Token'],
    success: '{"ok":true,"result":{"message_id":7}}',
    messageId: '7',
    tooMany: answer(
      429,
      '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":35}}',
    ),
    refused: '{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}',
  },
  {
    name: 'ntfy',
    settings: (root) => ({ NTFY_SERVER: root, NTFY_TOKEN: 'tk_secretOfTheTopic' }),
    args: ['--to', 'my-topic'],
    secrets: ['tk_secretOfTheTopic'],
    success: '{"id":"sPs71M8A2T","event":"message","topic":"my-topic"}',
    messageId: 'sPs71M8A2T',
    tooMany: answer(429, '{"code":42901,"http":429,"error":"limit reached: too many requests"}', {
      'retry-after': '35',
    }),
    refused: '{"code":40041,"http":400,"error":"invalid request: message must be UTF-8"}',
  },
  {
    name: 'matrix',
    settings: (root) => ({ MATRIX_HOMESERVER: `${root}/`, MATRIX_ACCESS_TOKEN: 'syt_secretOfTheBot' }),
    args: ['--to', '!room:example.org'],
    secrets: ['syt_secretOfTheBot'],
    success: '{"event_id":"$abc"}',
    messageId: '$abc',
    tooMany: answer(429, '{"errcode":"M_LIMIT_EXCEEDED","error":"Too Many Requests","retry_after_ms":34500}'),
    refused: '{"errcode":"M_BAD_JSON","error":"no"}',
    repeatsSafely: true,
  },
  {
    name: 'webhook',
    settings: (root) => ({
      WEBHOOK_URL: `${root}/in/hookSecret_w1`,
      WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    }),
    args: [],
    secrets: ['hookSecret_w1', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    success: '',
    tooMany: answer(429, 'slow down', { 'retry-after': '35' }),
    refused: 'no such field',
    repeatsSafely: true,
    takesAnyAnswer: true,
  },
];
