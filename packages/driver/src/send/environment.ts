import type { Settings } from '@owner-report/cli';
import { type Home, type Report, titleOf } from '@owner-report/spool';

/** What the send command of one attempt is told. */
export interface SendOrder {
  report: Report;
  /** Path of the report in `pending/`. */
  path: string;
  message: string;
  attempt: number;
  maybeDuplicate: boolean;
  /** Path of the file in which it may say what the outcome is. */
  resultFile: string;
}

/**
 * The variables of the send command: docs/send-commands.md lists them. Nothing of a report is ever put into its text.
 */
export function sendVariables(home: Home, settings: Settings, order: SendOrder): Record<string, string> {
  const { report } = order;
  return {
    OWNER_REPORT_MESSAGE: order.message,
    OWNER_REPORT_ID: report.report_id,
    OWNER_REPORT_FILE: order.path,
    OWNER_REPORT_HOME: home.dir,
    OWNER_REPORT_TEAM: report.team,
    OWNER_REPORT_WORKER: report.worker,
    OWNER_REPORT_TASK_ID: report.task_id,
    OWNER_REPORT_PROGRESS: report.progress,
    OWNER_REPORT_STATUS: report.status,
    OWNER_REPORT_SOURCE: report.source,
    OWNER_REPORT_DONE: report.done,
    OWNER_REPORT_NEXT: report.next,
    OWNER_REPORT_CHANNEL: settings.channel,
    OWNER_REPORT_TARGET: settings.target,
    OWNER_REPORT_CREATED_AT: report.created_at,
    OWNER_REPORT_TITLE: titleOf(report),
    OWNER_REPORT_ATTEMPT: String(order.attempt),
    OWNER_REPORT_MAYBE_DUPLICATE: order.maybeDuplicate ? '1' : '0',
    OWNER_REPORT_RESULT_FILE: order.resultFile,
    OWNER_REPORT_TIMEOUT: String(settings.timeoutMs / 1000),
  };
}
