import { childDirectory } from '@owner-report/cli';
import { exitCodes } from '@owner-report/spool';

import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { fail, type Finding } from '../finding.ts';
import { wrapperOf } from './scheduledRun.ts';

const answerMs = 10_000;

/** A failure for a line whose words our command refuses, or only answers: tried as a dry run, which sends nothing. */
export async function findRefused(entry: ScheduleEntry): Promise<Finding[]> {
  const fix = 'Change that line.';
  const words = entry.args.filter((word) => !/^--follow(?:=|$)/.test(word));
  const asks = words.find((word) => /^(?:--help|--version|-h|-V)$/.test(word));
  if (asks !== undefined) return [fail(`${asks} only shows a text, and sends nothing`, fix)];
  const scheduled = wrapperOf(entry) === undefined ? [] : ['--scheduled'];
  const args = [String(process.argv[1]), ...scheduled, ...words, '--dry-run', '--max-count=1', '--quiet'];
  const { OWNER_REPORT_FOLLOW: _follow, ...variables } = entry.variables;
  const { execa } = await import('execa');
  const { exitCode, stderr } = await execa(process.execPath, args, {
    reject: false,
    timeout: answerMs,
    extendEnv: false,
    env: variables,
    cwd: childDirectory(),
    stdin: 'ignore',
  });
  if (exitCode !== exitCodes.usage) return [];
  const [said = ''] = stderr.split('\n');
  return [fail(`its words are refused: ${said.replace(/^owner-report-watchdog: /, '')}`, fix)];
}
