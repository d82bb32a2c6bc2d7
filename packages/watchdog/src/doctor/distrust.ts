import { realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

import { findScripts } from '@owner-report/cli';

/**
 * Why this user must not run a program: it, or a directory above it, belongs to another user (root aside), or everybody
 * can write it. Undefined for one that may be run, and for one that is not there.
 */
export function findDistrust(path: string): string | undefined {
  const real = realPathIfThere(path);
  if (real === undefined || isRunningAlready(real)) return undefined;
  const info = statSync(real);
  // A device is no program.
  if (!info.isFile() && !info.isDirectory()) return undefined;
  const own = process.getuid?.();
  for (const place of new Set([...withParents(path), ...withParents(real)])) {
    const { uid, mode } = statSync(place);
    if (own !== undefined && uid !== own && uid !== 0) return `${place} belongs to another user (${uid})`;
    // In a directory like /tmp everybody may add, and nobody replace.
    if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0) return `${place} can be written by everybody`;
  }
  return undefined;
}

/** Variables that name a program of a scheduled run. */
const programVariables = ['NODE_BIN', 'OPENCLAW_NODE_BIN', 'OPENCLAW_ENTRY'];

/** A scheduled environment for looking for programs in it, and what in it this user must not run. */
export function findTrusted(environment: NodeJS.ProcessEnv): { environment: NodeJS.ProcessEnv; distrust: string[] } {
  const trusted = { ...environment };
  const distrust: string[] = [];
  for (const name of programVariables) {
    const why = environment[name]?.startsWith('/') === true ? findDistrust(environment[name]) : undefined;
    if (why === undefined) continue;
    distrust.push(`${name}=${environment[name]}: ${why}`);
    delete trusted[name];
  }
  const dirs = (environment['PATH'] ?? '').split(':');
  trusted['PATH'] = dirs.filter((dir) => dir.startsWith('/') && !hasForeignProgram(dir)).join(':');
  for (const name of ['HOME', 'NVM_DIR'])
    if (findDistrust(environment[name] ?? '/') !== undefined) trusted[name] = '/nonexistent';
  return { environment: trusted, distrust };
}

function hasForeignProgram(dir: string): boolean {
  return ['node', 'openclaw'].some((name) => findDistrust(join(dir, name)) !== undefined);
}

// What we are made of, and run on, we trust already.
function isRunningAlready(real: string): boolean {
  const scripts = findScripts();
  const own = scripts === undefined ? undefined : realPathIfThere(dirname(scripts));
  return real === realpathSync(process.execPath) || (own !== undefined && real.startsWith(own + sep));
}

function realPathIfThere(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function withParents(path: string): string[] {
  return path === dirname(path) ? [path] : [path, ...withParents(dirname(path))];
}
