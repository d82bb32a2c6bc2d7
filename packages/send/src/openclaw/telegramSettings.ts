import { resolve } from 'node:path';

import { ConfigError, expandPath, messageOf, readPlainFile } from '@owner-report/spool';

import { isRecord, type JsonObject } from './jsonObject.ts';
import { type OpenclawConfig, readOpenclawConfig } from './readConfig.ts';
import { resolveSecret, resolveText } from './resolveValue.ts';

/** What openclaw.json says about its Telegram bot; absent what it does not say. */
export interface TelegramSettings {
  /** The file it stands in. */
  path: string;
  /** Reads the token; undefined where there is none. @throws ConfigError for a form that only OpenClaw can read */
  readToken: () => string | undefined;
  apiRoot?: string;
  /** Address of a proxy: `http://`, `https://` or `socks5://`. */
  proxy?: string;
  /** `defaultTo`, else the first of `allowFrom` that names one chat. */
  chat?: string;
}

/**
 * Reads what openclaw.json says about Telegram, for the account that OpenClaw would send with.
 * @returns undefined without an openclaw.json, or without Telegram in it
 * @throws ConfigError when it cannot be read, or refers to a variable that is not set
 */
export function readTelegramSettings(environment: NodeJS.ProcessEnv): TelegramSettings | undefined {
  const config = readOpenclawConfig(environment);
  const channels = config?.document['channels'];
  const top = isRecord(channels) ? channels['telegram'] : undefined;
  if (config === undefined || !isRecord(top)) return undefined;
  const account = chooseAccount(top);
  const layers = account === undefined ? [{ key: topKey, values: top }] : [account, { key: topKey, values: top }];
  const text = (name: string) =>
    firstOf(layers, ({ key, values }) => resolveText(config, `${key}.${name}`, values[name]));
  const apiRoot = text('apiRoot');
  const proxy = text('proxy');
  const chat = firstOf(layers, ({ values }) => findChat(values));
  return {
    path: config.path,
    readToken: () => firstOf(layers, (layer) => readToken(config, layer)),
    ...(apiRoot === undefined ? {} : { apiRoot }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(chat === undefined ? {} : { chat }),
  };
}

const topKey = 'channels.telegram';

/** A part of the file, and where it stands. */
interface Layer {
  key: string;
  values: JsonObject;
}

function firstOf<T>(layers: readonly Layer[], read: (layer: Layer) => T | undefined): T | undefined {
  for (const layer of layers) {
    const found = read(layer);
    if (found !== undefined) return found;
  }
  return undefined;
}

// `defaultAccount`, else the one called default, else the bot above them, else the first by name.
function chooseAccount(top: JsonObject): Layer | undefined {
  const accounts = isRecord(top['accounts']) ? top['accounts'] : {};
  const named = typeof top['defaultAccount'] === 'string' ? top['defaultAccount'] : 'default';
  const names = Object.keys(accounts).sort();
  const hasOwnBot = top['botToken'] !== undefined || top['tokenFile'] !== undefined;
  const isOn = (name: string) => isRecord(accounts[name]) && accounts[name]['enabled'] !== false;
  const name =
    names.find((candidate) => candidate.toLowerCase() === named.trim().toLowerCase()) ??
    (hasOwnBot ? undefined : names.find(isOn));
  const values = name === undefined ? undefined : accounts[name];
  return name !== undefined && isRecord(values) ? { key: `${topKey}.accounts.${name}`, values } : undefined;
}

function readToken(config: OpenclawConfig, { key, values }: Layer): string | undefined {
  const file = resolveText(config, `${key}.tokenFile`, values['tokenFile']);
  if (file !== undefined) return readTokenFile(config.path, `${key}.tokenFile`, file);
  return resolveSecret(config, `${key}.botToken`, values['botToken']);
}

// OpenClaw takes no link there.
function readTokenFile(path: string, key: string, file: string): string {
  try {
    const token = readPlainFile(resolve(expandPath(file, key))).trim();
    if (token !== '') return token;
  } catch (error) {
    throw new ConfigError(`${path}: ${key}: expected a file with the bot's token: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Mend the path there, or set TELEGRAM_BOT_TOKEN.',
    });
  }
  throw new ConfigError(`${path}: ${key}: expected the bot's token in '${file}', found nothing`);
}

// An allow list may say "anyone", which is no address.
function findChat({ defaultTo, allowFrom }: JsonObject): string | undefined {
  const candidates = [defaultTo, ...(Array.isArray(allowFrom) ? (allowFrom as unknown[]) : [])];
  return candidates
    .filter((each) => typeof each === 'number' || typeof each === 'string')
    .map((each) => String(each).trim())
    .find((each) => each !== '' && each !== '*');
}
