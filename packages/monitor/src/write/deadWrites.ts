import { hostname } from 'node:os';

import { isHolderAlive } from '@owner-report/spool';

import { canVerify } from '../config/crossChecks.ts';
import type { Job } from '../config/job.ts';
import { monitorHint, type MonitorFiles, startHint } from '../config/monitorHint.ts';
import type { Jobs } from '../config/readJobs.ts';
import type { Section } from '../report/section.ts';
import type { Ledger } from '../state/ledger.ts';
import type { Write } from '../state/state.ts';

/** Forgets the writes that have begun and whose processes are gone: nobody saw how they ended. Returns what to say. */
export async function settleDeadWrites({ jobs, state, audit, files }: Ledger, only?: string): Promise<Section[]> {
  const sections: Section[] = [];
  for (const [id, write] of Object.entries(state.writes)) {
    if ((only !== undefined && id !== only) || (await isWriteAlive(write))) continue;
    delete state.writes[id];
    audit.push({ event: 'unknown', job: id, run_id: write.runId, started_at: write.startedAt });
    sections.push(composeUnknownSection(id, write, jobs, files));
  }
  return sections;
}

/**
 * Whether a write is under way: the monitor that runs it is there, or the command itself. One of another host is taken
 * at its word.
 */
export async function isWriteAlive(write: Write): Promise<boolean> {
  if (write.host !== hostname()) return true;
  const { bootId, host, startedAt: since, command } = write;
  const processes = command === undefined ? [write] : [write, command];
  for (const { pid, startTime } of processes)
    if (await isHolderAlive({ pid, startTime, bootId, host, since })) return true;
  return false;
}

function composeUnknownSection(id: string, { startedAt }: Write, jobs: Jobs, files: MonitorFiles): Section {
  const job = jobs.jobs.get(id);
  const verify = (job?.after ?? [])
    .filter(({ when }) => when === 'success')
    .flatMap(({ jobId }) => verifyHint(jobs.jobs.get(jobId), files) ?? [])
    .join('; ');
  return {
    subject: { id, name: job?.name ?? id, kind: job?.kind ?? 'one_shot_write' },
    status: 'alert',
    lines: [
      `status: unknown (begun at ${startedAt}, its monitor died)`,
      `ACTION REQUIRED: nobody saw how this write ended; look what it did, and verify it by hand${verify === '' ? '' : `: ${verify}`}`,
    ],
  };
}

// What verifies the write is started or run by hand, as its kind asks for.
function verifyHint(job: Job | undefined, files: MonitorFiles): string | undefined {
  if (!canVerify(job)) return undefined;
  return job.kind === 'one_shot_read' ? monitorHint(files, 'run', { job: job.id }) : startHint(files, job);
}
