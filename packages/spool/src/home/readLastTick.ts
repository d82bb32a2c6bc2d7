import * as z from 'zod/mini';

import type { Home } from './home.ts';
import { noteTime } from './noteTime.ts';
import { readNote } from './readNote.ts';

/**
 * Of a long job: running, completed, paused, stalled, alert, unknown, or unseen before the first look; of another: passed,
 * failed, unseen; of a write that waits for its approval: blocked; of each: disabled, or invalid when its entry cannot be
 * used.
 */
export const jobStates = [
  'running',
  'completed',
  'paused',
  'stalled',
  'alert',
  'unknown',
  'unseen',
  'passed',
  'failed',
  'blocked',
  'invalid',
  'disabled',
] as const;

function makeJobSchema() {
  const text = z.nullable(z.string());
  const number = z.nullable(z.number());
  const time = z.nullable(noteTime());
  return z.object({
    job: z.string(),
    name: z.string(),
    kind: z.string(),
    state: z.enum(jobStates),
    /** As in a report, secrets hidden: up to six values of its progress; what it says, or why nothing is known. */
    progress: text,
    message: text,
    /** When its progress was last another one; ISO 8601. */
    progress_at: time,
    /** After so long without progress it counts as stalled; null where that is not looked at. */
    stall_seconds: number,
    /** Of a job that is run: when it was last, and its exit code. */
    last_run_at: time,
    last_exit_code: number,
    /** Of a write that waits for its approval: the command line to type. */
    approve: text,
  });
}

const makeSchema = () =>
  z.object({
    /** When it ended; ISO 8601. */
    at: noteTime(),
    exit_code: z.number(),
    /** What broke it off. */
    error: z.optional(z.string()),
    jobs: z._default(z.array(makeJobSchema()), []),
  });

/** How a job stood at the end of the last tick. */
export type JobStanding = z.infer<ReturnType<typeof makeJobSchema>>;

/** How the last tick of the monitor ended. */
export type LastTick = z.infer<ReturnType<typeof makeSchema>>;

/** What was noted last; undefined when there is none, or it cannot be read. */
export function readLastTick(home: Home): LastTick | undefined {
  return readNote(home.lastTick, makeSchema);
}
