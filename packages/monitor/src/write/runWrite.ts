import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import type { Talk } from '@owner-report/cli';
import { type Home, LockedError, messageOf, NotApprovedError, readBootId, readStartTime } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { approveHint, type MonitorFiles } from '../config/monitorHint.ts';
import type { Jobs } from '../config/readJobs.ts';
import { elapsedSeconds, repeatSeconds } from '../evaluate/interval.ts';
import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import { flushOutbox, putIntoOutbox } from '../outbox/outbox.ts';
import { compactQueue } from '../queue/followUps.ts';
import { recordOneShot, recordRun } from '../queue/recordRun.ts';
import { composeAuditSection } from '../report/oddSections.ts';
import { subjectOf } from '../report/section.ts';
import { type JobRun, outcomeOf, runJob, type RunOptions } from '../run/runJob.ts';
import { appendAudit, appendOrKeep, type AuditEntry } from '../state/auditLog.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';
import { digestOfJob, findLeave, type Leave } from './approval.ts';
import { isWriteAlive, settleDeadWrites } from './deadWrites.ts';
import { composeRefusedSection, composeWriteSection } from './writeSection.ts';

/** A write that is to be run. */
export interface WriteOrder {
  job: Job;
  jobs: Jobs;
  files: MonitorFiles;
  stateFile: StateFile;
  home: Home;
  talk: Talk;
  now: Date;
  options: RunOptions;
}

/**
 * Runs an approved write, reports how it ended, and queues its verification. The approval is used up, and the run on
 * record, before it begins.
 * @throws NotApprovedError after reporting that it is not; LockedError while another run of it is under way
 */
export async function runWrite(order: WriteOrder): Promise<JobRun> {
  const { job, talk, stateFile, home, now, options, files } = order;
  const runId = randomUUID();
  const leave = await stateFile.update((state) => begin(order, state, runId));
  if (leave.kind === 'none') {
    await flushOutbox(stateFile, home, now);
    throw new NotApprovedError(`run ${job.id}: ${leave.reason}`, {
      remedy: `Approve one run: ${approveHint(files, job.id)}`,
    });
  }
  if (leave.kind === 'standing')
    talk.warn(`${job.id}: approved by the config file itself (approval.granted or approval.required), again and again`);
  let recorded = Promise.resolve();
  const onStart = (pid: number) => {
    // Its loss must not stop the write: all that it costs is that nobody waits for a command which outlives us.
    recorded = recordCommand(stateFile, job.id, runId, pid).catch((error: unknown) =>
      talk.warn(`${job.id}: its process id could not be recorded: ${messageOf(error)}`),
    );
  };
  const run = await runJob(job, { ...options, onStart });
  await recorded;
  await stateFile.update((state) => recordEnd(order, state, runId, run));
  await flushOutbox(stateFile, home, now);
  return run;
}

async function begin({ job, jobs, files, stateFile, now }: WriteOrder, state: State, runId: string): Promise<Leave> {
  const other = state.writes[job.id];
  if (other !== undefined && (await isWriteAlive(other))) {
    throw new LockedError(
      `run ${job.id}: another run of it is under way (process ${other.pid}, since ${other.startedAt})`,
      {
        remedy: 'Wait for its end. This call has used up no approval.',
      },
    );
  }
  const audit: AuditEntry[] = [];
  const ended = await settleDeadWrites({ jobs, state, audit, now, files }, job.id);
  await appendAudit(stateFile.auditLog, audit, now);
  putIntoOutbox(state, ended, now);
  const leave = findLeave(job, state, now);
  if (leave.kind === 'none') {
    await refuse(job, state, leave.reason, { stateFile, files, now });
    return leave;
  }
  await appendAudit(
    stateFile.auditLog,
    [{ event: 'started', run_id: runId, ...describeJob(job), ...describeLeave(leave) }],
    now,
  );
  delete state.approvals[job.id];
  state.writes[job.id] = {
    runId,
    startedAt: now.toISOString(),
    pid: process.pid,
    startTime: (await readStartTime(process.pid)) ?? '',
    bootId: await readBootId(),
    host: hostname(),
  };
  return leave;
}

// The command may outlive this process. With its pid on record a second run waits for it.
async function recordCommand(file: StateFile, id: string, runId: string, pid: number): Promise<void> {
  const startTime = await readStartTime(pid);
  if (startTime === undefined) return;
  await file.update((state) => {
    const write = state.writes[id];
    if (write?.runId === runId) write.command = { pid, startTime };
  });
}

// Reported at once, then seldom, like every anomaly.
async function refuse(
  job: Job,
  state: State,
  reason: string,
  { stateFile, files, now }: Pick<WriteOrder, 'stateFile' | 'files' | 'now'>,
): Promise<void> {
  await appendAudit(stateFile.auditLog, [{ event: 'refused', ...describeJob(job), reason }], now);
  const nowSeconds = now.getTime() / 1000;
  const memory = parseMemory(state.jobs[job.id]);
  if (elapsedSeconds(nowSeconds, memory.lastRefusedAt) < repeatSeconds(job) && memory.lastRefusal === reason) return;
  changeMemory(state.jobs, job.id, { lastRefusedAt: nowSeconds, lastRefusal: reason });
  putIntoOutbox(state, [composeRefusedSection(subjectOf(job), reason, files)], now);
}

async function recordEnd(
  { job, jobs, stateFile, now: begun }: WriteOrder,
  state: State,
  runId: string,
  run: JobRun,
): Promise<void> {
  const now = new Date(begun.getTime() + run.durationMs);
  const outcome = outcomeOf(run);
  const { exitCode, durationMs, stdoutTail, stderrTail } = recordRun(run);
  const entry = { event: 'ended', job: job.id, run_id: runId, exit_code: exitCode, duration_ms: durationMs } as const;
  const unwritable = await appendOrKeep(
    stateFile.auditLog,
    state,
    [{ ...entry, stdout_tail: stdoutTail, stderr_tail: stderrTail }],
    now,
  );
  // A tick that took this process for dead has reported it as unknown already.
  if (state.writes[job.id]?.runId === runId) delete state.writes[job.id];
  const followUps = recordOneShot(job, run, { jobs, state, now }, runId);
  state.queue = compactQueue(state.queue);
  const sections = [composeWriteSection(subjectOf(job), run, outcome, followUps)];
  if (unwritable !== undefined) sections.push(composeAuditSection(stateFile.auditLog, unwritable));
  putIntoOutbox(state, sections, now);
}

function describeJob(job: Job): { job: string; command: unknown; cwd: string; risk: string; digest: string } {
  return { job: job.id, command: job.commands.run, cwd: job.cwd, risk: job.risk, digest: digestOfJob(job) };
}

function describeLeave(leave: Leave): object {
  if (leave.kind !== 'approved') return { approved_by: 'the config file (standing approval)' };
  const { id, by, reason, at } = leave.approval;
  return { approval_id: id, approved_by: by, reason, approved_at: at };
}
