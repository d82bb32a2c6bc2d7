import { channelLimit, type ChannelLimit, fitMessage } from '@owner-report/spool';

import { defuseSteering } from './defuseSteering.ts';

/** What OpenClaw sends in one piece; it splits what is longer, and a part may fail. */
const limits: Readonly<Record<string, Partial<ChannelLimit>>> = {
  discord: { maxLines: 17 },
  telegram: { max: 4000 },
};

/**
 * A message as it may go through OpenClaw: nothing in it steers OpenClaw, and it stays one piece.
 * @param channel OpenClaw's own
 */
export function fitForOpenclaw(message: string, id: string, channel: string): string {
  const limit = { ...channelLimit(channel, undefined), ...(Object.hasOwn(limits, channel) ? limits[channel] : {}) };
  return fitMessage(defuseSteering(message), id, limit);
}
