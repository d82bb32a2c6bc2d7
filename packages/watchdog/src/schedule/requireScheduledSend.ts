import type { Settings } from '@owner-report/cli';
import { ConfigError, hasReports, type Home, MissingProgramError } from '@owner-report/spool';

import { probeRuntime } from './probeRuntime.ts';

/**
 * Makes sure that the send command which a schedule fills in can work: it has a target, and OpenClaw is there with a
 * node that suits it. With nothing to send, what is missing does no harm and is not complained about each minute.
 * @param follows the command stays, and sends what arrives later
 * @throws ConfigError without a target, MissingProgramError
 */
export async function requireScheduledSend(
  home: Home,
  settings: Settings,
  scripts: string,
  follows: boolean,
): Promise<void> {
  if (!follows && !hasReports(home, 'pending')) return;
  requireTarget(home, settings, 'the environment');
  const { runtime, complaint } = await probeRuntime(scripts, process.env);
  const { openclaw } = runtime ?? {};
  const program = openclaw?.entry ?? openclaw?.command;
  if (program == null) {
    // The probe says itself what to set.
    throw new MissingProgramError(complaint === '' ? 'expected OpenClaw, found none' : complaint);
  }
  const { engines, version, node } = openclaw ?? {};
  if (node?.satisfies !== false && node?.version != null) return;
  throw new MissingProgramError(
    `OpenClaw ${version ?? 'of unknown version'} (${program}): expected a node ${engines ?? ''}, found ${node?.version ?? 'no usable one'} at '${node?.path ?? process.env['OPENCLAW_NODE_BIN'] ?? ''}'`,
    { remedy: 'Set OPENCLAW_NODE_BIN to one that fits.' },
  );
}

/**
 * @param looked where, beside config.json, a target could have been named
 * @throws ConfigError when nothing says where OpenClaw is to send to
 */
export function requireTarget(home: Home, { target }: Settings, looked: string): void {
  if (target !== '') return;
  throw new ConfigError(`expected a target for OpenClaw's message, found none in ${looked} and in ${home.config}`, {
    remedy:
      'Set OWNER_REPORT_TARGET (say, channel:1234567890) in the crontab line, or OWNER_REPORT_SEND_CMD to another send command.',
  });
}
