import * as z from 'zod/mini';

import type { Home } from './home.ts';
import { noteTime } from './noteTime.ts';
import { readNote } from './readNote.ts';

const makeSchema = () =>
  z.object({
    /** When it ended; ISO 8601. */
    at: noteTime(),
    exit_code: z.number(),
    sent: z.optional(z.number()),
    left: z.optional(z.number()),
    /** What broke it off. */
    error: z.optional(z.string()),
  });

/** How the last pass ended. */
export type LastPass = z.infer<ReturnType<typeof makeSchema>>;

/** What was noted last; undefined when there is nothing, or it cannot be read. */
export function readLastPass(home: Home): LastPass | undefined {
  return readNote(home.lastPass, makeSchema);
}
