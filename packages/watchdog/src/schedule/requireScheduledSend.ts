import {
  describeVerdict,
  judgeOpenclaw,
  placeOfLane,
  probeRuntime,
  requireScripts,
  type Settings,
  withOpenclawSettings,
} from '@owner-report/cli';
import { ConfigError, hasReports, type Home, MissingProgramError } from '@owner-report/spool';

/** Whose settings are judged. */
interface Judged {
  settings: Settings;
  /** Name of the lane, where there are routes. */
  lane?: string | undefined;
}

/**
 * Makes sure that the send command which a schedule fills in can work: it has a target, and OpenClaw is there with a
 * node that suits it. With nothing to send, what is missing does no harm and is not complained about each minute.
 * @param follows the command stays, and sends what arrives later
 * @throws ConfigError without a target, or for a file of settings that cannot be used; MissingProgramError
 */
export async function requireScheduledSend(home: Home, judged: Judged, follows: boolean): Promise<void> {
  if (!follows && !hasReports(home, 'pending')) return;
  requireTarget(home, judged, 'the environment');
  const environment = withOpenclawSettings(home, process.env);
  const { runtime, complaint } = await probeRuntime(requireScripts(), environment);
  const verdict = judgeOpenclaw(runtime, environment);
  // The probe says itself where it looked, and what to set.
  if (verdict.verdict === 'noOpenclaw' && complaint !== '') throw new MissingProgramError(complaint);
  const fault = describeVerdict(verdict);
  if (fault !== undefined) throw new MissingProgramError(fault.found, { remedy: fault.remedy });
}

/**
 * @param looked where, beside config.json, a target could have been named
 * @throws ConfigError when nothing says where OpenClaw is to send to
 */
export function requireTarget(home: Home, { settings, lane }: Judged, looked: string): void {
  if (settings.target !== '') return;
  if (lane !== undefined)
    throw new ConfigError(
      `expected a target for OpenClaw's message, found none ${placeOfLane(lane)} of ${home.config}`,
      {
        remedy: 'Set "target" there (say, "channel:1234567890"), or "via" or "sendCommand" to send another way.',
      },
    );
  throw new ConfigError(`expected a target for OpenClaw's message, found none in ${looked} and in ${home.config}`, {
    remedy:
      'Set OWNER_REPORT_TARGET (say, channel:1234567890) in the crontab line, or OWNER_REPORT_SEND_CMD to another send command.',
  });
}
