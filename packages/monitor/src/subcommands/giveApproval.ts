import { randomUUID } from 'node:crypto';

import type { Invocation } from '@owner-report/cli';
import { exitCodes, parseAge, schemaVersion, UsageError } from '@owner-report/spool';

import { approveHint, monitorHint } from '../config/monitorHint.ts';
import { appendAudit } from '../state/auditLog.ts';
import { digestOfJob } from '../write/approval.ts';
import { approvalDocument } from './approvalDocument.ts';
import { openJob, openMonitor } from './monitor.ts';
import { longestApproval } from './options.ts';

/** `owner-report-monitor approve`. */
export async function approve(invocation: Invocation): Promise<number> {
  const by = required(invocation, 'by');
  const reason = required(invocation, 'reason');
  const lifetimeMs = parseAge(invocation.text('expires') ?? '1h', '--expires');
  if (lifetimeMs <= 0 || lifetimeMs > parseAge(longestApproval, ''))
    throw new UsageError(
      `--expires: expected more than 0 and at most ${longestApproval}, got ${JSON.stringify(invocation.text('expires'))}`,
    );
  const { job, stateFile, talk, now, files } = openJob(invocation, 'approve', ['one_shot_write']);
  const approval = {
    id: randomUUID(),
    by,
    reason,
    at: now.toISOString(),
    expiresAt: new Date(now.getTime() + lifetimeMs).toISOString(),
    digest: digestOfJob(job),
  };
  const command = { command: job.commands.run, cwd: job.cwd, risk: job.risk };
  await stateFile.update((state) => {
    const entry = { event: 'approved', job: job.id, ...command, ...approvalDocument(approval) } as const;
    appendAudit(stateFile.auditLog, [entry], now);
    state.approvals[job.id] = approval;
  });
  talk.result(`approved one run of ${job.id}, until ${approval.expiresAt}`);
  talk.note(
    `  in ${job.cwd}: ${JSON.stringify(job.commands.run)}\n  next: ${monitorHint(files, 'run', { job: job.id })}`,
  );
  talk.document({ schemaVersion, job: job.id, ...command, ...approvalDocument(approval) });
  return exitCodes.done;
}

function required(invocation: Invocation, name: string): string {
  const { text } = invocation;
  const value = text(name)?.trim() ?? '';
  if (value !== '') return value;
  throw new UsageError(`--${name}: expected some text, got nothing`, {
    remedy: `For example: ${approveHint(openMonitor(invocation).files, text('job') ?? '')}`,
  });
}
