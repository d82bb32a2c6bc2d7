import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';

import { ConfigError, errnoOf, messageOf } from '@owner-report/spool';
import JSON5 from 'json5';

import { isRecord, type JsonObject } from './jsonObject.ts';
import { findConfigPath, findStateDirectory } from './stateDirectory.ts';

/** OpenClaw's configuration, and the variables that it may refer to. */
export interface OpenclawConfig {
  path: string;
  document: JsonObject;
  /** The process's own come first, then `.env` of the state directory, then the file's own `env`. */
  variables: Readonly<Record<string, string | undefined>>;
}

const maxDepth = 10;

/**
 * Reads openclaw.json as OpenClaw does: JSON5, with `$include`.
 * @returns undefined when there is none
 * @throws ConfigError when it cannot be read; UsageError for a path that no shell has expanded
 */
export function readOpenclawConfig(environment: NodeJS.ProcessEnv): OpenclawConfig | undefined {
  const path = findConfigPath(environment);
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const document = resolveIncludes(parse(path, text), path, 0);
  if (!isRecord(document))
    throw new ConfigError(`${path}: expected an object, as OpenClaw writes it, found something else`);
  const dotEnv = readIfThere(join(findStateDirectory(environment), '.env')) ?? '';
  return { path, document, variables: { ...ownVariables(document), ...parseEnv(dotEnv), ...given(environment) } };
}

// A variable that is empty says nothing.
function given(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
}

function ownVariables({ env }: JsonObject): Record<string, string> {
  if (!isRecord(env)) return {};
  const all = { ...env, ...(isRecord(env['vars']) ? env['vars'] : {}) };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

// Its words are not repeated: the parser's message may quote a token.
function parse(path: string, text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch (error) {
    const { lineNumber } = error as { lineNumber?: number };
    const place = lineNumber === undefined ? '' : `, at line ${lineNumber}`;
    throw new ConfigError(`${path}: expected JSON5, as OpenClaw reads it, found something else${place}`, {
      remedy: 'Mend it: openclaw config validate',
    });
  }
}

// What stands beside `$include` outranks what is included; of several files the later one does.
function resolveIncludes(value: unknown, path: string, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIncludes(item, path, depth));
  if (!isRecord(value)) return value;
  const { $include: named, ...beside } = value;
  const own = Object.fromEntries(
    Object.entries(beside).map(([key, item]) => [key, resolveIncludes(item, path, depth)]),
  );
  if (named === undefined) return own;
  const files = [named].flat();
  if (depth >= maxDepth || !files.every((file) => typeof file === 'string')) {
    throw new ConfigError(`${path}: expected $include to name files, at most ${maxDepth} deep, found something else`);
  }
  const included = files.map((file) => readIncluded(isAbsolute(file) ? file : join(dirname(path), file), depth + 1));
  if (files.length === 1 && Object.keys(own).length === 0) return included[0];
  return [...included, own].reduce(mergeDeep);
}

function readIncluded(path: string, depth: number): unknown {
  const text = readIfThere(path);
  if (text === undefined) throw new ConfigError(`${path}: expected a file that $include names, found none`);
  return resolveIncludes(parse(path, text), path, depth);
}

function mergeDeep(lower: unknown, upper: unknown): unknown {
  if (Array.isArray(lower) && Array.isArray(upper)) return [...lower, ...upper];
  if (!isRecord(lower) || !isRecord(upper)) return upper;
  const merged = Object.entries(upper).map(([key, item]) => [
    key,
    Object.hasOwn(lower, key) ? mergeDeep(lower[key], item) : item,
  ]);
  return { ...lower, ...Object.fromEntries(merged) };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw new ConfigError(`${path}: expected a file that this user can read: ${messageOf(error)}`, { cause: error });
  }
}
