import { hostname } from 'node:os';

import { readBootId, readProcessState } from '@owner-report/spool';

import { canVerify } from '../config/crossChecks.ts';
import type { FollowUp, Job } from '../config/job.ts';
import { monitorHint, type MonitorFiles, startHint } from '../config/monitorHint.ts';
import type { Jobs } from '../config/readJobs.ts';
import { followUpsOf } from '../queue/followUps.ts';
import type { Section } from '../report/section.ts';
import { isThere } from '../run/processRecord.ts';
import { longestMs } from '../run/timeUp.ts';
import type { Ledger } from '../state/ledger.ts';
import type { QueueItem, Write } from '../state/state.ts';
import { describeQueued } from './writeSection.ts';

/**
 * Forgets the writes that have begun and whose processes are gone: nobody saw how they ended. Their verifications are
 * queued. Returns what to say.
 */
export async function settleDeadWrites(ledger: Ledger, only?: string): Promise<Section[]> {
  const { jobs, state, audit, now } = ledger;
  const sections: Section[] = [];
  for (const [id, write] of Object.entries(state.writes)) {
    if ((only !== undefined && id !== only) || (await isWriteAlive(write, now))) continue;
    delete state.writes[id];
    audit.push({ event: 'unknown', job: id, run_id: write.runId, started_at: write.startedAt });
    const verifications = verificationsOf(id, write, jobs, now);
    state.queue.push(...verifications);
    sections.push(composeUnknownSection(id, write, ledger, verifications));
  }
  return sections;
}

/**
 * Whether a write is under way: the monitor that runs it is there, or the command itself. The boot tells this machine
 * from others, for a host may get another name. One of another machine, or of another PID namespace (a container), is
 * taken at its word until its time is up.
 */
export async function isWriteAlive(write: Write, now: Date): Promise<boolean> {
  const { bootId, pidNamespace, host, command } = write;
  if (bootId !== (await readBootId())) return host !== hostname() && isInTime(write, now);
  const state = await readProcessState(write);
  if (state === 'unseen') return isInTime(write, now);
  return state !== 'dead' || (command !== undefined && (await isThere({ ...command, bootId, pidNamespace })));
}

function isInTime({ startedAt, until }: Write, now: Date): boolean {
  const begun = Date.parse(startedAt);
  const limitMs = until === undefined ? longestMs : Date.parse(until) - begun;
  return Math.abs(now.getTime() - begun) <= limitMs;
}

function verificationsOf(id: string, { runId }: Write, jobs: Jobs, now: Date): QueueItem[] {
  const after = followUpsNamed(id, jobs);
  return followUpsOf({ id, after }, 'success', jobs, now, runId).filter(({ verifies }) => verifies !== undefined);
}

// A fault in the entry of a write keeps nobody from verifying it.
function followUpsNamed(id: string, { jobs, faults }: Jobs): FollowUp[] {
  return jobs.get(id)?.after ?? faults.find((fault) => fault.id === id)?.after ?? [];
}

function composeUnknownSection(
  id: string,
  write: Write,
  { jobs, files, now }: Pick<Ledger, 'jobs' | 'files' | 'now'>,
  verifications: readonly QueueItem[],
): Section {
  const job = jobs.jobs.get(id);
  const verify = followUpsNamed(id, jobs)
    .filter(({ when }) => when === 'success')
    .flatMap(({ jobId }) => verifyHint(jobs.jobs.get(jobId), files) ?? [])
    .join('; ');
  return {
    subject: { id, name: job?.name ?? id, kind: job?.kind ?? 'one_shot_write' },
    status: 'alert',
    lines: [
      `status: unknown (begun at ${write.startedAt}, its monitor died)`,
      ...verifications.map((item) => describeQueued(item, now)),
      `ACTION REQUIRED: nobody saw how this write ended; look what it did, and verify it by hand${verify === '' ? '' : `: ${verify}`}`,
    ],
  };
}

// What verifies the write is started or run by hand, as its kind asks for.
function verifyHint(job: Job | undefined, files: MonitorFiles): string | undefined {
  if (!canVerify(job)) return undefined;
  return job.kind === 'one_shot_read' ? monitorHint(files, 'run', { job: job.id }) : startHint(files, job);
}
