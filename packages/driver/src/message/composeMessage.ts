import type { Settings } from '@owner-report/cli';
import { messageBody, type Report } from '@owner-report/spool';

import { channelLimit } from './channelLimit.ts';
import { defuseMentions } from './defuseMentions.ts';
import { fitMessage } from './fitMessage.ts';

/** The text that the send command is given for a report. */
export function composeMessage(report: Report, settings: Settings): string {
  const body = messageBody(report);
  const safe = settings.allowMentions ? body : defuseMentions(body);
  return fitMessage(safe, report.report_id, channelLimit(settings.channel, settings.maxChars));
}
