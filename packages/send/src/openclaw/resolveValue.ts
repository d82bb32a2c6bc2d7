import { ConfigError } from '@owner-report/spool';

import { isRecord } from './jsonObject.ts';
import type { OpenclawConfig } from './readConfig.ts';

/**
 * A text of openclaw.json with `${VAR}` replaced; `$${VAR}` stands for `${VAR}` itself.
 * @param key where it stands, for the message: `channels.telegram.apiRoot`
 * @returns undefined where there is no text
 * @throws ConfigError for a variable that is not set
 */
export function resolveText(config: OpenclawConfig, key: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .replace(/\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/g, (_, escape: string, name: string) =>
      escape === '$' ? `\${${name}}` : requireVariable(config, key, name),
    )
    .trim();
  return text === '' ? undefined : text;
}

/**
 * A secret of openclaw.json: a text, `$VAR`, or a SecretRef of the environment.
 * @returns undefined where there is none
 * @throws ConfigError for a variable that is not set, and for a form that only OpenClaw itself can read
 */
export function resolveSecret(config: OpenclawConfig, key: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') {
    const name = /^\$([A-Z][A-Z0-9_]*)$/.exec(value.trim())?.[1];
    return name === undefined ? resolveText(config, key, value) : requireVariable(config, key, name);
  }
  if (isRecord(value) && value['source'] === 'env' && typeof value['id'] === 'string') {
    return requireVariable(config, key, value['id']);
  }
  const source = isRecord(value) && typeof value['source'] === 'string' ? ` of source ${value['source']}` : '';
  const found = isRecord(value) ? `a SecretRef${source}` : `a ${Array.isArray(value) ? 'list' : typeof value}`;
  throw new ConfigError(`${config.path}: ${key}: expected a text or a SecretRef of source env, found ${found}`, {
    remedy: 'Only OpenClaw itself can read that. Set the variable that this channel names instead.',
  });
}

function requireVariable({ path, variables }: OpenclawConfig, key: string, name: string): string {
  const value = variables[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new ConfigError(`${path}: ${key}: expected the variable ${name}, found it not set`, {
    remedy: `Set ${name}, or write it into the .env of OpenClaw's state directory.`,
  });
}
