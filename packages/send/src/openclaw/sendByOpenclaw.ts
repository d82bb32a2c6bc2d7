import type { Outcome } from '@owner-report/cli';

import { describeProgramEnd, runProgram } from '../program/runProgram.ts';
import { hasGateway } from './findGateway.ts';
import type { OpenclawCommand } from './findRuntime.ts';
import { type AnswerVerdict, judgeAnswer } from './judgeAnswer.ts';

/** One message for OpenClaw. */
export interface OpenclawOrder {
  /** OpenClaw's own: `telegram`, `discord`. */
  channel: string;
  target: string;
  message: string;
  /** The report's id. */
  id: string;
  timeoutMs: number;
}

// Linux takes 131,072 bytes for one argument with its NUL.
const maxArgumentBytes = 131_071;

// OpenClaw's own time ends before ours, so that it says itself how it ended.
const answerMs = 3000;

/**
 * Sends through OpenClaw: by its gateway with a key where one runs, so that the same report is not sent twice within some
 * minutes; else by `message send`. What the latter has failed on, OpenClaw may send later by itself.
 */
export async function sendByOpenclaw(command: OpenclawCommand, order: OpenclawOrder): Promise<Outcome> {
  if (await hasGateway(command.environment)) {
    const args = gatewayCall(order);
    if (isTooLong(args)) return tooLong;
    const keyed = await call(command, args, order, pluginNeeds.get(order.channel));
    // Said by an OpenClaw that is older than this call of its gateway.
    if (keyed.outcome !== 'failed' || !/unknown method/i.test(keyed.words)) return toOutcome(keyed);
  }
  const args = messageSend(order);
  if (isTooLong(args)) return tooLong;
  const needs = order.channel === 'telegram' ? gatewayNeeds : pluginNeeds.get(order.channel);
  const verdict = await call(command, args, order, needs);
  if (verdict.outcome !== 'failed' || !isQueued(verdict.words)) return toOutcome(verdict);
  return { outcome: 'unknown', reason: `OpenClaw may send it later from its own queue: ${verdict.reason}` };
}

const gatewayNeeds = 'Telegram needs the gateway of OpenClaw, and none listens: openclaw gateway install';

const pluginNeeds = new Map([['discord', 'Discord needs a plugin: openclaw plugins install @openclaw/discord']]);

const tooLong: Outcome = {
  outcome: 'rejected',
  reason: `OpenClaw takes a message as one argument, of at most ${maxArgumentBytes} bytes; this one is longer`,
};

function isTooLong(args: readonly string[]): boolean {
  return args.some((arg) => Buffer.byteLength(arg) > maxArgumentBytes);
}

// A failure between OpenClaw and the service leaves the message in OpenClaw's queue; one before that does not.
function isQueued(words: string): boolean {
  const serviceWords =
    /network|fetch failed|socket|connection|ECONN|ENOTFOUND|EAI_AGAIN|HttpError|too many requests|bad gateway|unavailable|\b(?:429|5\d\d)\b/i;
  return serviceWords.test(words) && !/\bgateway (?:closed|connect|not|unreachable|url)/i.test(words);
}

function gatewayCall({ channel, target, message, id, timeoutMs }: OpenclawOrder): string[] {
  const params = {
    channel,
    action: 'send',
    params: { to: target, message },
    idempotencyKey: `owner-report:${id}`,
  };
  const limit = Math.max(1000, timeoutMs - answerMs);
  return [
    'gateway',
    'call',
    'message.action',
    '--params',
    JSON.stringify(params),
    '--timeout',
    String(limit),
    '--json',
  ];
}

// The forms with = keep a message, or a chat id, that begins with a dash from being read as an option.
function messageSend({ channel, target, message }: OpenclawOrder): string[] {
  return ['message', 'send', `--channel=${channel}`, `--target=${target}`, `--message=${message}`, '--json'];
}

async function call(
  { program, args: first, environment }: OpenclawCommand,
  args: readonly string[],
  { timeoutMs }: OpenclawOrder,
  needs: string | undefined,
): Promise<AnswerVerdict> {
  const { ending, stdout, stderr } = await runProgram({ program, args: [...first, ...args], environment, timeoutMs });
  if (ending.kind === 'not-started') {
    return { outcome: 'failed', reason: `${program}: ${ending.reason}`, words: '' };
  }
  const exitCode = ending.kind === 'exited' ? ending.code : undefined;
  return judgeAnswer({ exitCode, ending: describeProgramEnd(ending), stdout, stderr, needs });
}

function toOutcome({ outcome, reason, messageId, retryAfterSeconds }: AnswerVerdict): Outcome {
  if (outcome === 'sent') return { outcome, messageId };
  return outcome === 'failed' ? { outcome, reason, retryAfterSeconds } : { outcome, reason };
}
