/** What a schedule may start beside the watchdog: the ticks of the monitor, and the pulls of a hub. */
export const extraJobs = ['monitor', 'relay'] as const;

export type ExtraJob = (typeof extraJobs)[number];

/** A command that a schedule starts each minute. */
export interface Job {
  name: 'watchdog' | ExtraJob;
  /** What it does, for people who look at a list of units. */
  describe: string;
  /** What its environment holds beside that of the scheduler. No secret ever stands there. */
  variables: Readonly<Record<string, string>>;
  /** Program and arguments. */
  words: readonly string[];
  /** File that its output is appended to. */
  log: string;
}

/** A text that makes a part of a schedule. */
export interface Piece {
  /** Its file, or the command that shows it. */
  where: string;
  text: string;
}
