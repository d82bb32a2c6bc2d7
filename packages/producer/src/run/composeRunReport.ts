import { type Ending, isSuccess, exitCodeOfEnding } from '@owner-report/cli';
import { generateReportId, renderBody, type Report } from '@owner-report/spool';

import { toCodeBlock, toCodeSpan } from '../body/codeFence.ts';
import type { Fields } from '../readFields.ts';
import { formatCommandLine } from './commandLine.ts';
import { describeRunEnding } from './describeRunEnding.ts';
import { takeLastLines } from './lastLines.ts';
import type { Printed } from './printedOutput.ts';

/** What a report on a command is made of. */
export interface RunFacts {
  fields: Fields;
  command: readonly string[];
  ending: Ending;
  durationMs: number;
  printed: Printed;
  tailLines: number;
  now: Date;
  /** Its values of secret names are taken out of what is shown. */
  environment: NodeJS.ProcessEnv;
}

/** The report on a command that has ended. */
export function composeRunReport({
  fields,
  command,
  ending,
  durationMs,
  printed,
  tailLines,
  now,
  environment,
}: RunFacts): Report {
  const { extra, reportId, ...given } = fields;
  const shown = formatCommandLine(command, environment);
  const report: Report = {
    report_id: reportId ?? generateReportId(fields.worker, fields.task_id, now),
    created_at: now.toISOString(),
    ...given,
    status: isSuccess(ending) ? 'done' : 'alert',
    done: `${toCodeSpan(shown)} ${describeRunEnding(ending, durationMs)}`,
    extra: {
      ...extra,
      exit_code: String(exitCodeOfEnding(ending)),
      duration_seconds: (durationMs / 1000).toFixed(3),
      command: shown,
      ...(ending.kind === 'killed' ? { signal: ending.signal } : {}),
    },
    body: '',
  };
  const lines = takeLastLines(printed, tailLines, environment);
  const tail = lines.length === 0 ? '' : `\n${label(lines.length)}\n${toCodeBlock(lines.join('\n'))}`;
  return { ...report, body: `${renderBody(report)}${tail}` };
}

function label(count: number): string {
  return count === 1 ? 'Last line:' : `Last ${count} lines:`;
}
