import type { Channel } from '../channel.ts';
import { parseAddress } from '../http/address.ts';
import { sendJson } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';
import { toSlack } from '../markup/toSlack.ts';

// Said with a 400, and not about the message: the webhook, or where it leads.
const settingWords =
  /^(?:invalid_token|no_service|no_service_id|no_team|no_active_hooks|team_disabled|user_not_found|channel_\w+|action_prohibited|posting_to_\w+)\b/;

const rules: AnswerRules = {
  readSuccess: ({ text }) => (text.trim() === 'ok' ? { outcome: 'sent' } : undefined),
  isAboutSettings: ({ text }) => settingWords.test(text.trim()),
};

/** A message of a Slack webhook. */
export const slack: Channel = {
  name: 'slack',
  describe: 'Send by a Slack webhook',
  target: { need: 'none', help: 'the webhook leads to its channel' },
  needs: [{ name: 'SLACK_WEBHOOK_URL', secret: true, need: 'required', help: 'the address of a Slack webhook' }],
  send: ({ facts, settings, ...limits }) => {
    const url = parseAddress(settings.require('SLACK_WEBHOOK_URL'), 'SLACK_WEBHOOK_URL');
    return sendJson(url, { text: toSlack(facts.message) }, rules, limits);
  },
};
