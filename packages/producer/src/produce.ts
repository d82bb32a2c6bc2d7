import { homeHint, type Invocation, isTerminal, repeatHint, toWord, writeOut } from '@owner-report/cli';
import {
  enqueue,
  formatReport,
  generateReportId,
  maxReportBytes,
  renderFacts,
  underHeadline,
  type Report,
  reportPath,
  schemaVersion,
  spellWord,
  statuses,
  toPrintable,
  toWellFormed,
  UsageError,
} from '@owner-report/spool';

import { fitBody, type FittedBody } from './body/fitBody.ts';
import { type GivenBody, readBody, stdinName } from './body/readBody.ts';
import { describeEnqueued, enqueuedDocument } from './enqueuedDocument.ts';
import { givenFields } from './givenFields.ts';
import { readFields } from './readFields.ts';

const example = 'owner-report-producer --task-id export --status done --done "export complete"';

/** `owner-report-producer`: enqueues one report made of its arguments. */
export function produce(invocation: Invocation): number {
  const { home, talk, flag } = invocation;
  const report = composeReport(invocation, new Date());
  if (flag('dry-run')) {
    preview(invocation, report);
    return 0;
  }
  const enqueued = enqueue(home, report);
  const note = describeEnqueued(enqueued);
  if (note !== undefined) talk.note(note);
  talk.result(enqueued.path);
  talk.document(enqueuedDocument(enqueued));
  return 0;
}

// What `run` does not take is left out.
function runHint(invocation: Invocation, command: readonly string[]): string {
  const run = repeatHint(invocation.home, 'owner-report-producer run', givenFields(invocation));
  return [run, '--', ...command.map(spellWord)].join(' ');
}

function composeReport(invocation: Invocation, now: Date): Report {
  const { home, text, flag, rest } = invocation;
  if (rest !== undefined && rest.length > 0) {
    throw new UsageError(`expected options only, got ${JSON.stringify(rest[0])} after --`, {
      remedy: `To run it and report on its end: ${runHint(invocation, rest)}`,
    });
  }
  const { extra, reportId, ...fields } = readFields(invocation, undefined, homeHint(home, example));
  const status = toWord(text('status') ?? 'normal', '--status', statuses, 'Choose the one that says how urgent it is.');
  const done = toWellFormed(text('done') ?? '');
  const saysSomething = ['done', 'next', 'body', 'body-file'].some((name) => (text(name) ?? '').trim() !== '');
  if (!saysSomething) {
    throw new UsageError('expected at least one of --done, --next, --body, --body-file, got none', {
      remedy: `For example: ${homeHint(home, example)}`,
    });
  }
  const given = readBody(invocation);
  const isBlank = given.kept.head.toString('utf8').trim() === '';
  if (isBlank && done.trim() === '' && fields.next.trim() === '') {
    throw new UsageError(`expected a message ${given.where === stdinName ? 'on' : 'in'} ${given.where}, got nothing`, {
      remedy: 'Nothing was enqueued. See what should have written it, or say something with --done or --next.',
    });
  }
  const bare: Report = {
    report_id: reportId ?? generateReportId(fields.worker, fields.task_id, now),
    created_at: now.toISOString(),
    ...fields,
    status,
    done,
    extra,
    body: '',
  };
  const withBody = (body: string): Report => {
    const message = body.trim() === '' ? renderFacts(bare) : body;
    return { ...bare, body: flag('no-headline') ? message : underHeadline(bare, message) };
  };
  const { text: body, leftOutBytes } = fitInto(withBody, given);
  if (leftOutBytes > 0) {
    invocation.talk.warn(
      `${given.where}: a report holds ${maxReportBytes} bytes, and this body has ${given.kept.totalBytes}: ${leftOutBytes} are left out of its middle`,
    );
  }
  return withBody(body);
}

// What a report has beside its body is known by a report with another one.
function fitInto(withBody: (body: string) => Report, { kept }: GivenBody): FittedBody {
  if (kept.totalBytes <= maxReportBytes / 2) return fitBody(kept, maxReportBytes);
  const sample = 'x';
  return fitBody(kept, maxReportBytes - Buffer.byteLength(formatReport(withBody(sample))) + sample.length);
}

function preview({ home, talk }: Invocation, report: Report): void {
  const content = formatReport(report);
  const path = reportPath(home, 'pending', report.report_id);
  talk.document({ schemaVersion, report_id: report.report_id, path, content });
  if (!talk.json) writeOut(1, isTerminal(1) ? toPrintable(content) : content);
}
