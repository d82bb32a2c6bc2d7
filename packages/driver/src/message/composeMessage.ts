import type { Settings } from '@owner-report/cli';
import { messageBody, type Report } from '@owner-report/spool';

import { channelLimit } from './channelLimit.ts';
import { defuseEverywhere, defuseMentions } from './defuseMentions.ts';
import { fitMessage } from './fitMessage.ts';

/** The text that the send command is given for a report. */
export function composeMessage(report: Report, settings: Settings): string {
  const body = messageBody(report);
  const fit = (text: string) => fitMessage(text, report.report_id, channelLimit(settings.channel, settings.maxChars));
  if (settings.allowMentions) return fit(body);
  const message = fit(defuseMentions(body));
  // The cut may have opened a code span: what stands in it is no code any more.
  return defuseMentions(message) === message ? message : fit(defuseEverywhere(body));
}
