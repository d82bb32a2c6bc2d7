import type { Channel } from './channel.ts';
import { apprise } from './channels/apprise.ts';
import { discord } from './channels/discord.ts';
import { file } from './channels/file.ts';
import { mail } from './channels/mail.ts';
import { matrix } from './channels/matrix.ts';
import { ntfy } from './channels/ntfy.ts';
import { openclaw } from './channels/openclaw.ts';
import { openclawOrTelegram } from './channels/openclawOrTelegram.ts';
import { slack } from './channels/slack.ts';
import { telegram } from './channels/telegram.ts';
import { webhook } from './channels/webhook.ts';

/** Every channel there is, in the order of help, `list` and docs/channels.md. */
export const channels: readonly Channel[] = [
  discord,
  slack,
  telegram,
  ntfy,
  webhook,
  mail,
  matrix,
  apprise,
  openclaw,
  openclawOrTelegram,
  file,
];
