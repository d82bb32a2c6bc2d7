import type { Channel } from './channel.ts';
import { discord } from './channels/discord.ts';

/** Every channel there is, in the order of help, `list` and docs/channels.md. */
export const channels: readonly Channel[] = [discord];
