import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import { isSuccess, type Talk } from '@owner-report/cli';
import { type Home, IoError, LockedError, messageOf, NotApprovedError, NotSyncedError } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { approveHint, type MonitorFiles } from '../config/monitorHint.ts';
import type { Jobs } from '../config/readJobs.ts';
import { elapsedSeconds, repeatSeconds } from '../evaluate/interval.ts';
import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import { flushAfterRun } from '../outbox/flushAfterRun.ts';
import { flushOutbox, putIntoOutbox } from '../outbox/outbox.ts';
import { compactQueue } from '../queue/followUps.ts';
import { recordOneShot, recordRun } from '../queue/recordRun.ts';
import { composeAuditSection } from '../report/oddSections.ts';
import { subjectOf } from '../report/section.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { isThere, recordThisProcess } from '../run/processRecord.ts';
import { type JobRun, outcomeOf, type RunOptions, runTimeoutMs } from '../run/runJob.ts';
import { timeUp } from '../run/timeUp.ts';
import { appendAudit, appendOrKeep, type AuditEntry } from '../state/auditLog.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';
import { digestOfJob, findLeave, findRealDirectory, findRefusal, type Leave } from './approval.ts';
import { isWriteAlive, settleDeadWrites } from './deadWrites.ts';
import { WaitingCommand } from './waitingCommand.ts';
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
 * Runs an approved write, reports how it ended, and queues its verification.
 *
 * Guarantee: it begins only when the state says so: its approval is used up and its process is on record by then. Until
 * that is saved it waits at a gate, and it ends there, not begun, when this process dies or the state cannot be saved.
 * @throws NotApprovedError after reporting that it is not; LockedError while another run of it is under way
 */
export async function runWrite(given: WriteOrder): Promise<JobRun> {
  // Looked up once: what is approved, written down and run is in the same directory, though a link that leads there changes.
  const order = { ...given, job: { ...given.job, cwd: findRealDirectory(given.job.cwd) } };
  const { job, talk, stateFile, home, now, options, files } = order;
  const waiting = new WaitingCommand(job, options);
  const begun = await waiting.shutOnError(() => stateFile.update((state) => begin(order, state, waiting)));
  if (begun.kind === 'refused') {
    await flushOutbox(stateFile, home, now).catch((error: unknown) =>
      talk.warn(`run ${job.id}: its report waits for the next tick: ${messageOf(error)}`),
    );
    throw new NotApprovedError(`run ${job.id}: ${begun.reason}`, {
      remedy: `Approve one run: ${approveHint(files, job.id)}`,
    });
  }
  if (begun.leave.kind === 'standing')
    talk.warn(`${job.id}: approved by the config file itself (approval.granted or approval.required), again and again`);
  const run = await waiting.letGo();
  try {
    await stateFile.update((state) => recordEnd(order, state, begun.runId, run));
  } catch (error) {
    // What is in place is told below, once it is synced.
    if (!(error instanceof NotSyncedError)) {
      tellUnrecorded(order, run, error);
      return run;
    }
  }
  await flushAfterRun(order, run);
  return run;
}

// The exit code is that of the work, as far as that is an error.
function tellUnrecorded({ job, talk }: WriteOrder, { ending }: JobRun, error: unknown): void {
  const message = `run ${job.id}: it ended (${describeEnding(ending)}), but that could not be recorded: ${messageOf(error)}`;
  const remedy = 'The next tick tells of it as unknown, and has it verified.';
  if (isSuccess(ending)) throw new IoError(message, { cause: error, remedy });
  talk.warn(`${message}\n  ${remedy}`);
}

type Begun = { kind: 'refused'; reason: string } | { kind: 'begun'; leave: Leave; runId: string };

async function begin(order: WriteOrder, state: State, waiting: WaitingCommand): Promise<Begun> {
  const { job, jobs, files, stateFile, now } = order;
  await assertNoOther(job, state, now);
  const audit: AuditEntry[] = [];
  const ended = await settleDeadWrites({ jobs, state, audit, now, files }, job.id);
  appendAudit(stateFile.auditLog, audit, now);
  putIntoOutbox(state, ended, now);
  const leave = findLeave(job, state, now);
  if (leave.kind === 'none') {
    refuse(job, state, leave.reason, order);
    return { kind: 'refused', reason: leave.reason };
  }
  // One approval is one run: that of a start which came to nothing is the same.
  const runId = leave.kind === 'approved' ? leave.approval.id : randomUUID();
  const command = await waiting.start();
  appendAudit(
    stateFile.auditLog,
    [{ event: 'started', run_id: runId, ...describeJob(job), ...describeLeave(leave) }],
    now,
  );
  delete state.approvals[job.id];
  // Counted from here: it may have waited for the state.
  const until = timeUp(new Date(), runTimeoutMs(job, order.options));
  state.writes[job.id] = {
    runId,
    startedAt: now.toISOString(),
    ...(await recordThisProcess(until)),
    host: hostname(),
    // The command may outlive this process: a second run waits for it.
    ...(command !== undefined && { command: { pid: command.pid, startTime: command.startTime } }),
  };
  return { kind: 'begun', leave, runId };
}

async function assertNoOther(job: Job, state: State, now: Date): Promise<void> {
  const write = state.writes[job.id];
  const survivor = parseMemory(state.jobs[job.id]).givenUp?.run;
  const isOther = write !== undefined && (await isWriteAlive(write, now));
  if (!isOther && !(await isThere(survivor))) return;
  const who = isOther ? `process ${write.pid}, since ${write.startedAt}` : `process ${survivor?.pid} cannot be killed`;
  throw new LockedError(`run ${job.id}: another run of it is under way (${who})`, {
    remedy: 'Wait for its end. This call has used up no approval.',
  });
}

// Reported at once, then seldom, like every anomaly; one that was answered by a run is over.
function refuse(
  job: Job,
  state: State,
  reason: string,
  { stateFile, files, now }: Pick<WriteOrder, 'stateFile' | 'files' | 'now'>,
): void {
  appendAudit(stateFile.auditLog, [{ event: 'refused', ...describeJob(job), reason }], now);
  const nowSeconds = now.getTime() / 1000;
  const memory = parseMemory(state.jobs[job.id]);
  if (elapsedSeconds(nowSeconds, memory.lastRefusedAt) < repeatSeconds(job) && findRefusal(memory) === reason) return;
  changeMemory(state.jobs, job.id, { lastRefusedAt: nowSeconds, lastRefusal: reason });
  putIntoOutbox(state, [composeRefusedSection(subjectOf(job), reason, files)], now);
}

function recordEnd({ job, jobs, stateFile, now: begun }: WriteOrder, state: State, runId: string, run: JobRun): void {
  const now = new Date(begun.getTime() + run.durationMs);
  const outcome = outcomeOf(run);
  const { exitCode, durationMs, stdoutTail, stderrTail } = recordRun(run);
  const entry = { event: 'ended', job: job.id, run_id: runId, exit_code: exitCode, duration_ms: durationMs } as const;
  const unwritable = appendOrKeep(
    stateFile.auditLog,
    state,
    [{ ...entry, stdout_tail: stdoutTail, stderr_tail: stderrTail }],
    now,
  );
  // A tick that took this process for dead has reported it as unknown already.
  if (state.writes[job.id]?.runId === runId) delete state.writes[job.id];
  const followUps = recordOneShot(job, run, { jobs, state, now }, runId);
  state.queue = compactQueue(state.queue);
  const sections = [composeWriteSection(subjectOf(job), run, outcome, followUps, now)];
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
