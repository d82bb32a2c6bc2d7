import type { Invocation } from '@owner-report/cli';
import { ConfigError, exitCodes, schemaVersion } from '@owner-report/spool';

import { kinds } from '../config/entryRules.ts';
import { formatProblem, type Problem } from '../config/problem.ts';
import { inspectJobs } from '../config/readJobs.ts';
import { configPathOf, type Monitor } from './monitor.ts';

/** `owner-report-monitor validate-config`. */
export function validate(invocation: Invocation): number {
  const monitor = { configPath: configPathOf(invocation), talk: invocation.talk };
  const { talk } = monitor;
  let jobs;
  try {
    jobs = inspectJobs(monitor.configPath);
  } catch (error) {
    if (!(error instanceof ConfigError) || !talk.json) throw error;
    return tellVerdict(monitor, [{ path: 'file', message: error.message }], [], {});
  }
  const problems = [...jobs.wholeProblems, ...jobs.faults.flatMap((fault) => fault.problems)];
  const warnings = [...jobs.findWarnings(), ...jobs.findOddities()];
  for (const warning of warnings) talk.warn(`warning: ${formatProblem(warning)}`);
  for (const problem of problems) talk.warn(formatProblem(problem));
  const counts = Object.fromEntries(
    kinds.map((kind) => [kind, [...jobs.jobs.values()].filter((job) => job.kind === kind).length]),
  );
  return tellVerdict(monitor, problems, warnings, counts);
}

function tellVerdict(
  { configPath, talk }: Pick<Monitor, 'configPath' | 'talk'>,
  problems: readonly Problem[],
  warnings: readonly Problem[],
  counts: Record<string, number>,
): number {
  const valid = problems.length === 0;
  const summary = Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
  if (valid) talk.result(`ok: ${configPath}: ${summary}`);
  else talk.warn(`${configPath}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  talk.document({ schemaVersion, config: configPath, valid, jobs: counts, problems, warnings });
  return valid ? exitCodes.done : exitCodes.badConfig;
}
