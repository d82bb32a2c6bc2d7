import type { Ending } from '@owner-report/cli';

import type { Outcome } from '../outcome/outcome.ts';
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
    const keyed = await call(command, gatewayCall(order), order.timeoutMs);
    if (!isUnknownMethod(keyed)) return keyed;
  }
  return openWhereQueued(await call(command, messageSend(order), order.timeoutMs));
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

async function call(command: OpenclawCommand, args: readonly string[], timeoutMs: number): Promise<Outcome> {
  const longest = Math.max(...args.map((arg) => Buffer.byteLength(arg)));
  if (longest > maxArgumentBytes) {
    const reason = `OpenClaw takes a message as one argument of at most ${maxArgumentBytes} bytes; this one has ${longest}`;
    return { outcome: 'rejected', reason };
  }
  const { program, environment } = command;
  const run = await runProgram({ program, args: [...command.args, ...args], environment, timeoutMs });
  const { ending, stdout, stderr } = run;
  if (ending.kind === 'not-started') return { outcome: 'failed', reason: `${program}: ${ending.reason}` };
  return toOutcome(judgeAnswer({ exitCode: exitCodeOf(ending), ending: describeProgramEnd(ending), stdout, stderr }));
}

function exitCodeOf(ending: Ending): number | undefined {
  return ending.kind === 'exited' ? ending.code : undefined;
}

function toOutcome({ outcome, reason, messageId, retryAfterSeconds }: AnswerVerdict): Outcome {
  if (outcome === 'sent') return { outcome, messageId };
  return outcome === 'failed' ? { outcome, reason, retryAfterSeconds } : { outcome, reason };
}

// Words of a failure between OpenClaw and the service. It keeps such a message in a queue of its own, and sends it later.
const serviceWords =
  /network|fetch failed|socket|connection|ECONN|ENOTFOUND|EAI_AGAIN|HttpError|too many requests|bad gateway|unavailable|\b(?:429|5\d\d)\b/i;

function openWhereQueued(outcome: Outcome): Outcome {
  if (outcome.outcome !== 'failed' || !serviceWords.test(outcome.reason)) return outcome;
  return { outcome: 'unknown', reason: `OpenClaw may send it later from its own queue: ${outcome.reason}` };
}

// An OpenClaw that is older than this call of its gateway.
function isUnknownMethod(outcome: Outcome): boolean {
  return outcome.outcome === 'failed' && /unknown method/i.test(outcome.reason);
}
