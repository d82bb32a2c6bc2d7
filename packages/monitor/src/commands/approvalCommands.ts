import { randomUUID } from 'node:crypto';

import type { CommandSpec, Invocation } from '@owner-report/cli';
import {
  exitCodes,
  formatDuration,
  NotFoundError,
  parseDuration,
  schemaVersion,
  toPrintableLine,
  UsageError,
} from '@owner-report/spool';

import { digestOfJob, findFlaw } from '../approval/approval.ts';
import { readJobs } from '../config/readJobs.ts';
import { appendAudit } from '../state/auditLog.ts';
import { fileOptions, openJob, openMonitor, tellWarnings } from './monitor.ts';

const longest = '30d';

export const approveCommand: CommandSpec = {
  command: 'approve <job>',
  describe: 'Approve one run of a write, with exactly the command, cwd and risk that it has now',
  positionals: { job: 'Id of a one_shot_write' },
  options: {
    ...fileOptions,
    by: { type: 'string', describe: 'Who approves it; for the log', placeholder: 'WHO', environment: false },
    reason: { type: 'string', describe: 'Why; for the log', placeholder: 'WHY', environment: false },
    expires: {
      type: 'string',
      describe: `How long it holds, such as 30m or 2d, at most ${longest} (default 1h)`,
      placeholder: 'DURATION',
      environment: false,
    },
  },
  run: approve,
};

export const approvalsCommand: CommandSpec = {
  command: 'approvals',
  describe: 'List the approvals, those that the config file itself gives, too, and whether they hold',
  options: fileOptions,
  run: listApprovals,
};

export const revokeCommand: CommandSpec = {
  command: 'revoke <job>',
  describe: 'Take an approval back before it is used',
  positionals: { job: 'Id of the approved job' },
  options: fileOptions,
  run: revoke,
};

async function approve(invocation: Invocation): Promise<number> {
  const by = required(invocation, 'by');
  const reason = required(invocation, 'reason');
  const lifetimeMs = parseDuration(invocation.text('expires') ?? '1h', '--expires');
  if (lifetimeMs <= 0 || lifetimeMs > parseDuration(longest, ''))
    throw new UsageError(
      `--expires: expected more than 0 and at most ${longest}, got ${JSON.stringify(invocation.text('expires'))}`,
    );
  const { job, stateFile, talk, now } = openJob(invocation, 'approve', ['one_shot_write']);
  const approval = {
    id: randomUUID(),
    by,
    reason,
    at: now.toISOString(),
    expiresAt: new Date(now.getTime() + lifetimeMs).toISOString(),
    digest: digestOfJob(job),
  };
  const command = { command: job.commands.run, cwd: job.cwd, risk: job.risk };
  await stateFile.update(async (state) => {
    const entry = { event: 'approved', job: job.id, ...command, ...toDocument(approval) } as const;
    await appendAudit(stateFile.auditLog, [entry], now);
    state.approvals[job.id] = approval;
  });
  talk.result(`approved one run of ${job.id}, until ${approval.expiresAt}`);
  talk.note(`  in ${job.cwd}: ${JSON.stringify(job.commands.run)}\n  next: owner-report-monitor run ${job.id}`);
  talk.document({ schemaVersion, job: job.id, ...command, ...toDocument(approval) });
  return exitCodes.done;
}

function listApprovals(invocation: Invocation): number {
  const monitor = openMonitor(invocation);
  const { stateFile, talk, now } = monitor;
  const jobs = readJobs(monitor.configPath);
  tellWarnings(monitor, jobs);
  const { state } = stateFile.read();
  for (const [id, approval] of Object.entries(state.approvals)) {
    const job = jobs.jobs.get(id);
    const flaw = job === undefined ? 'no such job is configured' : findFlaw(job, approval, now);
    const left = formatDuration(Date.parse(approval.expiresAt) - now.getTime());
    talk.result(
      toPrintableLine(
        `${id}  by ${approval.by}: ${approval.reason}  ${flaw === undefined ? `holds for ${left}` : `does not hold: ${flaw}`}`,
      ),
    );
    talk.document({
      schemaVersion,
      job: id,
      standing: false,
      ...toDocument(approval),
      holds: flaw === undefined,
      flaw: flaw ?? null,
    });
  }
  const standing = [...jobs.jobs.values()].filter((job) => job.kind === 'one_shot_write' && job.standingApproval);
  if (standing.length === 0 && Object.keys(state.approvals).length === 0) talk.note('nothing is approved');
  for (const job of standing) {
    talk.result(toPrintableLine(`${job.id}  standing approval of the config file  holds for ever`));
    talk.warn(`${job.id}: the config file itself approves each run (approval.granted or approval.required)`);
    talk.document({ schemaVersion, job: job.id, standing: true, digest: digestOfJob(job), holds: true, flaw: null });
  }
  return exitCodes.done;
}

async function revoke(invocation: Invocation): Promise<number> {
  const { stateFile, talk, now } = openMonitor(invocation);
  const id = invocation.text('job') ?? '';
  const approval = await stateFile.update(async (state) => {
    const found = state.approvals[id];
    if (found === undefined) {
      throw new NotFoundError(`revoke: expected an approval of ${JSON.stringify(id)}, found none`, {
        remedy: 'See "owner-report-monitor approvals". A standing approval is taken back in the config file.',
      });
    }
    await appendAudit(stateFile.auditLog, [{ event: 'revoked', job: id, ...toDocument(found) }], now);
    delete state.approvals[id];
    return found;
  });
  talk.result(`revoked the approval of ${toPrintableLine(id)} by ${toPrintableLine(approval.by)}`);
  talk.document({ schemaVersion, job: id, ...toDocument(approval) });
  return exitCodes.done;
}

function required({ text }: Invocation, name: string): string {
  const value = text(name)?.trim() ?? '';
  if (value !== '') return value;
  throw new UsageError(`--${name}: expected some text, got nothing`, {
    remedy: 'For example: owner-report-monitor approve JOB --by alice --reason "ticket 42"',
  });
}

function toDocument(approval: {
  id: string;
  by: string;
  reason: string;
  at: string;
  expiresAt: string;
  digest: string;
}): object {
  const { id, by, reason, at, expiresAt, digest } = approval;
  return { approval_id: id, by, reason, approved_at: at, expires_at: expiresAt, digest };
}
