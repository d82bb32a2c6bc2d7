import { formatPath } from '@owner-report/cli';

import { type Kind, maxSeconds } from './entryRules.ts';
import type { FollowUp, Job } from './job.ts';
import type { Problem } from './problem.ts';
import { suggest } from './suggest.ts';

/** A job with its place in the file's list. */
export interface PlacedJob {
  index: number;
  job: Job;
}

/** Ids of all jobs of a file, also of faulty ones, each with the ids that its `after` names. */
export type Links = ReadonlyMap<string, readonly string[]>;

/** What is wrong with a job although each of its fields is well formed: commands missing for its kind, references, cycles. */
export function checkJob({ index, job }: PlacedJob, jobs: ReadonlyMap<string, Job>, links: Links): Problem[] {
  const at = (...keys: PropertyKey[]) => formatPath(['jobs', index, ...keys]);
  const problems = checkNames({ index, id: job.id, kind: job.kind, commands: job.commands, after: job.after }, links);
  if (job.schedule !== undefined && job.kind !== 'one_shot_read')
    problems.push({ path: at('schedule'), message: `expected only in a one_shot_read, got it in a ${job.kind}` });
  if (job.schedule !== undefined && job.risk !== 'read_only')
    problems.push({
      path: at('schedule'),
      message: `expected only in a job of risk read_only, got it with ${job.risk}`,
    });
  if (job.kind === 'one_shot_write' && !hasVerification(job, jobs)) {
    problems.push({
      path: at('after'),
      message:
        'expected a job of risk read_only to verify the write, with "when": "success"; got none that can be used',
    });
  }
  return problems;
}

/** The part of an entry that can be checked though other fields of it are not well formed. */
interface Names {
  index: number;
  id: string | undefined;
  kind: Kind | undefined;
  commands: object | undefined;
  after: readonly { jobId?: unknown }[];
}

/** The ids that an entry's `after` names, as far as they can be read. */
export function linksOf(entry: unknown): string[] {
  return namedAfter(entry).map(({ jobId }) => jobId);
}

/** What an entry that cannot be used wants to follow upon its job, as far as that can be read. */
export function readAfter(entry: unknown): FollowUp[] {
  return namedAfter(entry).map(({ jobId, when, delaySeconds }) => ({
    jobId,
    when: when === 'failure' ? 'failure' : 'success',
    delaySeconds:
      typeof delaySeconds === 'number' && delaySeconds >= 0 && delaySeconds <= maxSeconds ? delaySeconds : 0,
  }));
}

function namedAfter(entry: unknown): { jobId: string; when?: unknown; delaySeconds?: unknown }[] {
  const after = (entry as { after?: unknown } | null | undefined)?.after;
  if (!Array.isArray(after)) return [];
  return after.filter((one) => typeof (one as { jobId?: unknown } | null | undefined)?.jobId === 'string');
}

const neededCommands = {
  long_running_read: ['start', 'status'],
  one_shot_read: ['run'],
  one_shot_write: ['run'],
} as const;

/** What is wrong with an entry as far as this part of it tells. */
export function checkNames({ index, id, kind, commands, after }: Names, links: Links): Problem[] {
  const problems: Problem[] = [];
  for (const command of kind === undefined || commands === undefined ? [] : neededCommands[kind]) {
    if ((commands as Record<string, unknown>)[command] === undefined)
      problems.push({
        path: formatPath(['jobs', index, 'commands', command]),
        message: `expected a command, which ${kind} needs, got nothing`,
      });
  }
  after.forEach(({ jobId }, position) => {
    if (typeof jobId !== 'string' || links.has(jobId)) return;
    const hint = suggest(jobId, [...links.keys()]);
    problems.push({
      path: formatPath(['jobs', index, 'after', position, 'jobId']),
      message: `expected the id of a job, got ${JSON.stringify(jobId)}${hint}`,
    });
  });
  const cycle = id === undefined ? undefined : findCycle(id, links);
  if (cycle !== undefined)
    problems.push({
      path: formatPath(['jobs', index, 'after']),
      message: `expected no cycle, got ${cycle.join(' -> ')}`,
    });
  return problems;
}

/** Whether a job may verify a write: it reads, and only reads. */
export function canVerify(job: Job | undefined): job is Job {
  return job !== undefined && job.kind !== 'one_shot_write' && job.risk === 'read_only';
}

function hasVerification(job: Job, jobs: ReadonlyMap<string, Job>): boolean {
  return job.after.some(({ jobId, when }) => when === 'success' && canVerify(jobs.get(jobId)));
}

// The way from the job back to itself, or undefined.
function findCycle(id: string, links: Links): string[] | undefined {
  const seen = new Set<string>();
  const ways: string[][] = [[id]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    for (const next of links.get(way.at(-1) as string) ?? []) {
      if (next === id) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}
