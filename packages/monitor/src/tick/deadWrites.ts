import { hostname } from 'node:os';

import { isHolderAlive } from '@owner-report/spool';

import type { Jobs } from '../config/readJobs.ts';
import type { Section } from '../report/section.ts';
import type { State, Write } from '../state/state.ts';

/** Writes that have begun and whose process is gone, by job: nobody saw how they ended. */
export async function findDeadWrites(state: State): Promise<Map<string, Write>> {
  const dead = new Map<string, Write>();
  for (const [id, write] of Object.entries(state.writes)) if (!(await isWriteAlive(write))) dead.set(id, write);
  return dead;
}

/** Whether the process that runs a write is still there; one of another host is taken at its word. */
export async function isWriteAlive(write: Write): Promise<boolean> {
  return write.host !== hostname() || (await isHolderAlive({ ...write, since: write.startedAt }));
}

/** The section about such a write. */
export function composeUnknownSection(id: string, { startedAt }: Write, jobs: Jobs): Section {
  const job = jobs.jobs.get(id);
  const verify = (job?.after ?? []).map(({ jobId }) => `owner-report-monitor run ${jobId}`).join(', ');
  return {
    subject: { id, name: job?.name ?? id, kind: job?.kind ?? 'one_shot_write' },
    status: 'alert',
    lines: [
      `status: unknown (begun at ${startedAt}, its monitor died)`,
      `ACTION REQUIRED: nobody saw how this write ended; look what it did, and verify it by hand${verify === '' ? '' : `: ${verify}`}`,
    ],
  };
}
