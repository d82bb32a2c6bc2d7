import type { Job } from './job.ts';
import { formatPath, type Problem } from './problem.ts';
import { suggest } from './suggest.ts';

/** A job with its place in the file's list. */
export interface PlacedJob {
  index: number;
  job: Job;
}

/**
 * What is wrong with a job although each of its fields is well formed: commands missing for its kind, references, cycles.
 * @param ids ids of all jobs of the file, also of faulty ones.
 */
export function checkJob(
  { index, job }: PlacedJob,
  jobs: ReadonlyMap<string, Job>,
  ids: ReadonlySet<string>,
): Problem[] {
  const at = (...keys: PropertyKey[]) => formatPath(['jobs', index, ...keys]);
  const problems: Problem[] = [];
  const needs = job.kind === 'long_running_read' ? (['start', 'status'] as const) : (['run'] as const);
  for (const command of needs) {
    if (job.commands[command] === undefined)
      problems.push({
        path: at('commands', command),
        message: `expected a command, which ${job.kind} needs, got nothing`,
      });
  }
  if (job.schedule !== undefined && job.kind !== 'one_shot_read')
    problems.push({ path: at('schedule'), message: `expected only in a one_shot_read, got it in a ${job.kind}` });
  if (job.schedule !== undefined && job.risk !== 'read_only')
    problems.push({
      path: at('schedule'),
      message: `expected only in a job of risk read_only, got it with ${job.risk}`,
    });
  job.after.forEach(({ jobId }, position) => {
    if (!ids.has(jobId)) {
      const hint = suggest(jobId, [...ids]);
      problems.push({
        path: at('after', position, 'jobId'),
        message: `expected the id of a job, got ${JSON.stringify(jobId)}${hint}`,
      });
    }
  });
  if (job.kind === 'one_shot_write' && !hasVerification(job, jobs)) {
    problems.push({
      path: at('after'),
      message:
        'expected a job of risk read_only to verify the write, with "when": "success"; got none that can be used',
    });
  }
  const cycle = findCycle(job, jobs);
  if (cycle !== undefined)
    problems.push({ path: at('after'), message: `expected no cycle, got ${cycle.join(' -> ')}` });
  return problems;
}

/** Whether a job may verify a write: it reads, and only reads. */
export function canVerify(job: Job | undefined): boolean {
  return job !== undefined && job.kind !== 'one_shot_write' && job.risk === 'read_only';
}

function hasVerification(job: Job, jobs: ReadonlyMap<string, Job>): boolean {
  return job.after.some(({ jobId, when }) => when === 'success' && canVerify(jobs.get(jobId)));
}

// The way from the job back to itself, or undefined.
function findCycle(job: Job, jobs: ReadonlyMap<string, Job>): string[] | undefined {
  const seen = new Set<string>();
  const ways: string[][] = [[job.id]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    for (const { jobId } of jobs.get(way.at(-1) as string)?.after ?? []) {
      if (jobId === job.id) return [...way, jobId];
      if (seen.has(jobId)) continue;
      seen.add(jobId);
      ways.push([...way, jobId]);
    }
  }
  return undefined;
}
