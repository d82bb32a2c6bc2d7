import { join } from 'node:path';

import { childDirectory } from '../process/childDirectory.ts';
import { probeName } from './findScripts.ts';

/** What the probe found; null or absent where there is none, or where it cannot be told. */
export interface Runtime {
  node?: { path?: string | null; version?: string | null } | null;
  openclaw?: {
    entry?: string | null;
    command?: string | null;
    version?: string | null;
    engines?: string | null;
    node?: { path?: string | null; version?: string | null; satisfies?: boolean | null } | null;
  } | null;
}

/** What the probe printed, and what it complained of. */
export interface Probe {
  /** Undefined when it could not be run. */
  runtime: Runtime | undefined;
  complaint: string;
}

const probeTimeoutMs = 20_000;

/** Loads what `probeRuntime` needs: for who may come to it late. See `loadParts`. */
export async function prepareProbe(): Promise<void> {
  await import('execa');
}

/** Looks for node and OpenClaw as a run in `environment` would. Never rejects. */
export async function probeRuntime(scripts: string, environment: NodeJS.ProcessEnv): Promise<Probe> {
  const { execa } = await import('execa');
  const kept = Object.entries(environment).filter(([name]) => /^(PATH|HOME|NVM_DIR|NODE_BIN|OPENCLAW_.*)$/.test(name));
  const result = await execa(join(scripts, probeName), [], {
    reject: false,
    timeout: probeTimeoutMs,
    cwd: childDirectory(),
    extendEnv: false,
    env: Object.fromEntries(kept),
  });
  const complaint = result.stderr
    .split('\n')
    .map((line) => line.replace(`${probeName}: `, ''))
    .join('\n');
  return { runtime: parseRuntime(result.stdout), complaint };
}

function parseRuntime(text: string): Runtime | undefined {
  try {
    return JSON.parse(text) as Runtime;
  } catch {
    return undefined;
  }
}
