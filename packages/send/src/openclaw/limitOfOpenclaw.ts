import { channelLimit, type ChannelLimit } from '@owner-report/spool';

// It splits what is longer, and a part may fail.
const limits: Readonly<Record<string, Partial<ChannelLimit>>> = {
  discord: { maxLines: 17 },
  telegram: { max: 4000 },
};

/** How much OpenClaw sends in one piece by a channel of its own. */
export function limitOfOpenclaw(channel: string): ChannelLimit {
  return { ...channelLimit(channel, undefined), ...(Object.hasOwn(limits, channel) ? limits[channel] : {}) };
}
