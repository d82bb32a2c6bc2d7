import { ConfigError, showText } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import { addressBelow, parseAddress } from '../http/address.ts';
import { readField, readNumber, readText } from '../http/answerFields.ts';
import { sendJson } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';
import { toHtml } from '../markup/toHtml.ts';
import { readTelegramSettings, type TelegramSettings } from '../openclaw/telegramSettings.ts';

// Said with a 400, and not about the message: the chat, the topic, or what the bot may do there.
const chatWords =
  /chat not found|chat_id|thread not found|topic_|upgraded to a supergroup|not enough rights|have no rights|peer_id_invalid|user not found|chat_\w+|the bot|bot (?:was|is)|channel_private/i;

const rules: AnswerRules = {
  readSuccess: (answer) => {
    if (readField(answer, ['ok']) !== true) return undefined;
    const id = readNumber(answer, 'result', 'message_id');
    return { outcome: 'sent', messageId: id === undefined ? undefined : String(id) };
  },
  explain: (answer) => {
    const words = readText(answer, 'description');
    const moved = readNumber(answer, 'parameters', 'migrate_to_chat_id');
    if (words === undefined) return undefined;
    return moved === undefined ? words : `${words}; the chat is now ${moved}: set that as target`;
  },
  readRetryAfter: (answer) => readNumber(answer, 'parameters', 'retry_after'),
  isAboutSettings: (answer) => chatWords.test(readText(answer, 'description') ?? ''),
  refine: (answer, outcome) =>
    outcome.outcome === 'unknown' && answer.status === 200 && readField(answer, ['ok']) === false
      ? { outcome: 'failed', reason: outcome.reason }
      : outcome,
};

const defaultRoot = 'https://api.telegram.org';

/** A message of a Telegram bot. */
export const telegram: Channel = {
  name: 'telegram',
  describe: 'Send by a bot of Telegram',
  target: { need: 'optional', help: 'the id of a chat, ID:topic:N or @name' },
  needs: [
    {
      name: 'TELEGRAM_BOT_TOKEN',
      secret: true,
      need: 'required',
      help: 'the token of a bot (or one in openclaw.json)',
    },
    {
      name: 'TELEGRAM_CHAT_ID',
      secret: false,
      need: 'unless-target',
      help: 'the chat (or one in openclaw.json)',
    },
    {
      name: 'TELEGRAM_API_ROOT',
      secret: false,
      need: 'optional',
      help: `the address of the Bot API, ${defaultRoot} by default`,
    },
  ],
  send: ({ facts, target, settings, timeoutMs, environment }) => {
    const ownToken = settings.find('TELEGRAM_BOT_TOKEN');
    const ownChat = target ?? settings.find('TELEGRAM_CHAT_ID');
    // Who says both needs no openclaw.json, and no word about what is wrong with it.
    const isSaid = ownToken !== undefined && ownChat !== undefined;
    const openclaw = isSaid ? undefined : readTelegramSettings(environment);
    const token = toToken(ownToken ?? openclaw?.readToken() ?? settings.require('TELEGRAM_BOT_TOKEN'));
    settings.keepSecret(token);
    const chat = toChat(ownChat ?? openclaw?.chat ?? settings.require('TELEGRAM_CHAT_ID'));
    // They belong to OpenClaw's bot. Another bot's token is not shown to that server.
    const theirs = ownToken === undefined ? openclaw : undefined;
    const root = parseAddress(
      settings.find('TELEGRAM_API_ROOT') ?? theirs?.apiRoot ?? defaultRoot,
      theirs?.apiRoot === undefined ? 'TELEGRAM_API_ROOT' : 'TELEGRAM_API_ROOT, or apiRoot in openclaw.json',
    );
    const text = { text: toHtml(facts.message), parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
    const limits = { timeoutMs, environment: throughProxy(environment, theirs) };
    return sendJson(addressBelow(root, `bot${token}/sendMessage`), { ...chat, ...text }, rules, limits);
  },
};

function throughProxy(environment: NodeJS.ProcessEnv, theirs: TelegramSettings | undefined): NodeJS.ProcessEnv {
  if (theirs?.proxy === undefined) return environment;
  const { proxy, path } = theirs;
  const where = `${path}: channels.telegram.proxy`;
  if (!/^https?:\/\/./.test(proxy)) {
    throw new ConfigError(`${where}: expected http:// or https://, found ${proxy.split('://', 1)[0] ?? ''}://`, {
      remedy: 'Only OpenClaw itself can use that one. Set TELEGRAM_BOT_TOKEN, and HTTPS_PROXY to a proxy of HTTP.',
    });
  }
  parseAddress(proxy, where);
  return { ...environment, http_proxy: proxy, https_proxy: proxy, no_proxy: '' };
}

// It becomes part of an address.
function toToken(text: string): string {
  if (/^[\w-]+:[\w-]+$/.test(text)) return text;
  throw new ConfigError('TELEGRAM_BOT_TOKEN: expected a token such as 123456:ABC-def, found another text (not shown)', {
    remedy: 'Copy it once more from @BotFather.',
  });
}

// As OpenClaw writes one, too: its targets, and `defaultTo` of openclaw.json.
const chatForm =
  /^(?:(?:telegram|tg):(?:group:)?)?(?:(?:https?:\/\/)?t\.me\/(?<name>\w+)|(?<chat>@\w+|-?\d+))(?::(?:topic:)?(?<topic>\d{1,15}))?$/i;

// The topic "General" of each group: Telegram finds no thread of this number, and puts there what names none.
const generalTopic = 1;

function toChat(target: string): { chat_id: string; message_thread_id?: number } {
  const found = chatForm.exec(target.trim())?.groups;
  if (found === undefined) {
    throw new ConfigError(
      `telegram: expected a chat (123456, -100123456, -100123456:topic:7 or @name) as target, found ${showText(target)}`,
    );
  }
  const { name, chat = `@${name}`, topic = generalTopic } = found;
  return Number(topic) === generalTopic ? { chat_id: chat } : { chat_id: chat, message_thread_id: Number(topic) };
}
