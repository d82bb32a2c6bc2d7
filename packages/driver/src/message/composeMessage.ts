import type { Settings } from '@owner-report/cli';
import { channelLimit, fitMessage, messageBody, type Report } from '@owner-report/spool';

import { defuseEverywhere, defuseMentions } from './defuseMentions.ts';

/** The text that the send command is given for a report. */
export function composeMessage(report: Report, settings: Settings): string {
  const body = messageBody(report);
  const fit = (text: string) => fitMessage(text, report.report_id, channelLimit(settings.channel, settings.maxChars));
  if (settings.allowMentions) return fit(body);
  const whole = defuseMentions(body);
  const message = fit(whole);
  // A cut may have opened a code span: what stands in it is no code any more.
  const isOpened = message !== whole && defuseMentions(message) !== message;
  return isOpened ? fit(defuseEverywhere(body)) : message;
}
