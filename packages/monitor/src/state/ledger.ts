import type { MonitorFiles } from '../config/monitorHint.ts';
import type { Jobs } from '../config/readJobs.ts';
import type { AuditEntry } from './auditLog.ts';
import type { State } from './state.ts';

/** What a step of the monitor writes into: the state, which is saved at its end, and the log of approvals and writes. */
export interface Ledger {
  jobs: Jobs;
  state: State;
  /** Lines for the log, on record before the state is saved. */
  audit: AuditEntry[];
  now: Date;
  /** For what an operator can type. */
  files: MonitorFiles;
}
