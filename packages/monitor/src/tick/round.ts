import type { Observation } from '../observe/observe.ts';
import type { JobRun } from '../run/runJob.ts';
import type { DueResult } from './dueRuns.ts';
import type { Decided } from './planTick.ts';

/** What a tick has found out and done since it last settled. */
export interface Round {
  /** What was seen and is not decided yet, by job. */
  looks: Map<string, Observation>;
  decided: Decided[];
  /** How the starts of resumed jobs ended, by job. */
  starts: Map<string, JobRun>;
  /** Jobs that this tick had taken the right to resume, and that need not be any more. The next tick decides anew. */
  overtaken: string[];
  runs: DueResult[];
}

/** A round in which nothing has happened. */
export function emptyRound(): Round {
  return { looks: new Map(), decided: [], starts: new Map(), overtaken: [], runs: [] };
}

/** Two rounds as one. */
export function joinRounds(a: Round, b: Round): Round {
  return {
    looks: new Map([...a.looks, ...b.looks]),
    decided: [...a.decided, ...b.decided],
    starts: new Map([...a.starts, ...b.starts]),
    overtaken: [...a.overtaken, ...b.overtaken],
    runs: [...a.runs, ...b.runs],
  };
}

/** Whether there is something to settle. */
export function hasNews({ looks, decided, overtaken, runs }: Round): boolean {
  return looks.size + decided.length + overtaken.length + runs.length > 0;
}
