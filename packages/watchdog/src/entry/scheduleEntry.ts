import type { Finding } from '../finding.ts';
import type { Run } from './findRuns.ts';

/** What starts entries. */
type Scheduler = 'cron' | 'systemd' | 'launchd';

/** A run of a watchdog that a scheduler is told to start, and what it says about how. */
export interface ScheduleEntry extends Run {
  scheduler: Scheduler;
  /** File or command where it stands. */
  where: string;
  line: string;
  /** Name of the user who runs it; undefined for the one who asks. */
  user: string | undefined;
  /** What keeps the scheduler from running it as it stands, or from running it often enough. */
  faults: Finding[];
  /** Started once, when the machine or the session starts. */
  isOnce: boolean;
  /** Whether the unit that starts it says itself when that one is started: a timer's times, an [Install] section. */
  isInstallable: boolean;
  /** Log that the scheduler writes itself: a file, or a command that shows it. */
  log: { path: string } | { command: string } | undefined;
  /** Unit or label that has to be enabled or loaded. */
  unit: { name: string; isOfSystem: boolean } | undefined;
}
