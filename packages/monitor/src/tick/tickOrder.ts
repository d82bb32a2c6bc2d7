import type { Home, JobStanding } from '@owner-report/spool';

import type { MonitorFiles } from '../config/monitorHint.ts';
import type { Section } from '../report/section.ts';
import type { JobRun } from '../run/runJob.ts';
import type { StateFile } from '../state/stateFile.ts';
import type { DueResult } from './dueRuns.ts';

/** What a tick works with. */
export interface TickOrder {
  configPath: string;
  files: MonitorFiles;
  stateFile: StateFile;
  home: Home;
  now: Date;
  /**
   * - 'live': all of it.
   * - 'dry-run': reports and remembers, but starts nothing and runs nothing queued or scheduled.
   * - 'print-only': changes nothing at all.
   */
  mode: 'live' | 'dry-run' | 'print-only';
  /** @throws LockedError when another tick has taken over */
  assertAlone: () => void;
  /** Lets other ticks look, while this one still waits for slow commands. */
  leave: () => Promise<void>;
  /** Told what an operator should mend although it stops nothing. */
  onWarning: (text: string) => void;
}

/** What was started and run, with its end. */
interface Results {
  /** Resumed jobs, by id. */
  starts: Map<string, JobRun>;
  runs: DueResult[];
}

/** What a tick did. */
export interface TickResult {
  /** In the order in which they were put into `pending/`; more than one only if one could not hold or await all. */
  reportIds: string[];
  sections: Section[];
  results: Results;
  /** How its jobs stand, for `last-tick.json`; none of a preview. */
  standings: JobStanding[];
}
