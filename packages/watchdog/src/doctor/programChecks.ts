import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Settings } from '@owner-report/cli';

import { fail, type Finding, ok, warn } from './check.ts';

const probeName = 'openclaw_runtime_probe.sh';

/** Point 7: does a run in `environment`, that of cron, find node and, where it is the one that sends, OpenClaw? */
export async function checkPrograms(settings: Settings | Error, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const probe = findProbe();
  if (probe === undefined)
    return warn(
      'scripts/ are not installed beside this command',
      'Install the whole package, or set NODE_BIN in the crontab.',
    );
  const kept = Object.entries(environment).filter(([name]) => /^(PATH|HOME|NODE_BIN|OPENCLAW_.*)$/.test(name));
  const result = await (
    await import('execa')
  ).execa(probe, [], {
    reject: false,
    timeout: 20_000,
    extendEnv: false,
    env: Object.fromEntries(kept),
  });
  const runtime = parseProbe(String(result.stdout ?? ''));
  if (runtime?.node?.path == null)
    return fail('cron would find no node', `Set it in the crontab: NODE_BIN=${process.execPath}`);
  const node = `node ${runtime.node.version ?? ''} at ${runtime.node.path}`;
  const openclaw = runtime.openclaw?.entry ?? runtime.openclaw?.command;
  const wanted = runtime.openclaw?.node?.satisfies === false ? runtime.openclaw.engines : undefined;
  if (openclaw != null && wanted != null)
    return warn(
      `${node}; OpenClaw ${runtime.openclaw?.version ?? ''} at ${openclaw} wants node ${wanted}`,
      'Set OPENCLAW_NODE_BIN in the crontab to such a node.',
    );
  if (openclaw != null) return ok(`${node}; OpenClaw ${runtime.openclaw?.version ?? ''} at ${openclaw}`);
  const command = settings instanceof Error ? undefined : settings.sendCommand;
  if (command !== undefined && !/openclaw\.sh/.test(command))
    return ok(`${node}; no OpenClaw, and the send command needs none`);
  return (command === undefined ? warn : fail)(
    `${node}; no OpenClaw`,
    'Install OpenClaw, set OPENCLAW_ENTRY to its dist/entry.js, or use another send command.',
  );
}

interface Runtime {
  node?: { path?: string | null; version?: string | null } | null;
  openclaw?: {
    entry?: string | null;
    command?: string | null;
    version?: string | null;
    engines?: string | null;
    node?: { satisfies?: boolean | null } | null;
  } | null;
}

function parseProbe(text: string): Runtime | undefined {
  try {
    return JSON.parse(text) as Runtime;
  } catch {
    return undefined;
  }
}

// The command runs from packages/watchdog/dist of a checkout or an installed package: scripts/ is further up.
function findProbe(): string | undefined {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (dir !== dirname(dir)) {
    const candidate = join(dir, 'scripts', probeName);
    if (existsSync(candidate)) return candidate;
    dir = dirname(dir);
  }
  return undefined;
}
