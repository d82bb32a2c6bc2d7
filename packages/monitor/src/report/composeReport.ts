import { hostname } from 'node:os';

import { generateReportId, type Report } from '@owner-report/spool';

import { toOneLine } from './oneLine.ts';
import { type Section, sortSections, worstStatus } from './section.ts';

/** Bytes of sections that go into one report; the file itself may have 256 KiB. */
const maxSectionBytes = 200 * 1024;

/** The text of a section, in the form that docs/rules.md describes. */
function formatSection({ subject, lines }: Section): string {
  const { id, name, kind } = subject;
  return [`• ${toOneLine(name)} (${toOneLine(id)}, ${toOneLine(kind)})`, ...lines.map((line) => `- ${line}`)].join(
    '\n',
  );
}

/**
 * One report of all sections of a tick or a run, the worst first; more than one only if they do not fit into one. None
 * when there is nothing to say.
 */
export function composeReports(sections: readonly Section[], now: Date): Report[] {
  const parts: Section[][] = [];
  let room = 0;
  for (const section of sortSections(sections)) {
    const bytes = Buffer.byteLength(formatSection(section)) + 2;
    if (bytes > room) {
      parts.push([]);
      room = maxSectionBytes;
    }
    parts.at(-1)?.push(section);
    room -= bytes;
  }
  return parts.map((part) => composeReport(part, now));
}

function composeReport(sorted: readonly Section[], now: Date): Report {
  const subjects = [...new Set(sorted.map(({ subject }) => subject.id))];
  const taskId = subjects.length === 1 ? toOneLine(subjects[0] as string) : 'tick';
  const worker = hostname();
  return {
    report_id: generateReportId(worker, taskId, now),
    created_at: now.toISOString(),
    team: 'ops',
    worker,
    task_id: taskId,
    progress: '',
    status: worstStatus(sorted.map(({ status }) => status)),
    source: 'ops-monitor',
    done: '',
    next: '',
    extra: {},
    body: `🛠️ Ops report (${timeOf(now)})\n\n${sorted.map(formatSection).join('\n\n')}\n`,
  };
}

function timeOf(now: Date): string {
  return now.toTimeString().slice(0, 8);
}
