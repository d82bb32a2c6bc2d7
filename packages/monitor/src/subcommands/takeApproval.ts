import type { Invocation } from '@owner-report/cli';
import { exitCodes, NotFoundError, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { monitorHint } from '../config/monitorHint.ts';
import { appendAudit } from '../state/auditLog.ts';
import { approvalDocument } from './approvalDocument.ts';
import { openMonitor } from './monitor.ts';

/** `owner-report-monitor revoke`. */
export async function revoke(invocation: Invocation): Promise<number> {
  const { stateFile, talk, now, files } = openMonitor(invocation);
  const id = invocation.text('job') ?? '';
  const approval = await stateFile.update((state) => {
    const found = state.approvals[id];
    if (found === undefined) {
      throw new NotFoundError(`revoke: expected an approval of ${JSON.stringify(id)}, found none`, {
        remedy: `See "${monitorHint(files, 'approvals')}". A standing approval is taken back in the config file.`,
      });
    }
    appendAudit(stateFile.auditLog, [{ event: 'revoked', job: id, ...approvalDocument(found) }], now);
    delete state.approvals[id];
    return found;
  });
  talk.result(`revoked the approval of ${toPrintableLine(id)} by ${toPrintableLine(approval.by)}`);
  talk.document({ schemaVersion, job: id, ...approvalDocument(approval) });
  return exitCodes.done;
}
