import type { Settings } from '@owner-report/cli';

import { findScripts } from '../schedule/findScripts.ts';
import { probeRuntime } from '../schedule/probeRuntime.ts';
import { fail, type Finding, ok, warn } from './check.ts';

/** Point 7: does a run in `environment`, that of cron, find node and, where it is the one that sends, OpenClaw? */
export async function checkPrograms(settings: Settings | Error, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const scripts = findScripts();
  if (scripts === undefined)
    return warn(
      'scripts/ are not installed beside this command',
      'Install the whole package, or set NODE_BIN in the crontab.',
    );
  const { runtime } = await probeRuntime(scripts, environment);
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
