import * as z from 'zod/mini';

/** How a record stands in its file. */
export const recordSchema = z.object({
  version: z.literal(1),
  report_id: z.string(),
  /** Number of the last attempt; 0 before the first. */
  attempts: z.number(),
  /** Failed or unknown attempts since the report was enqueued or released. */
  failures: z.number(),
  /** Unknown outcomes; their backoff doubles. */
  unknowns: z.number(),
  /** An earlier attempt may have gone out. */
  maybeDuplicate: z.boolean(),
  /** What an earlier attempt may have sent, and is known again where it goes the same way; see `doubt.ts`. */
  maybeSent: z.optional(z.object({ digest: z.string(), way: z.string() })),
  lastError: z.optional(z.string()),
  lastAt: z.optional(z.string()),
  /** Definite failures by a lane since the last outcome of another kind, whatever way that went. */
  failedInRow: z.optional(z.object({ route: z.string(), count: z.number() })),
  /** Not before this time, after an unknown outcome or where the send command has said so. */
  retryAt: z.optional(z.string()),
  /** Who has said that these bytes can never be sent that way; see `rejection.ts`. */
  rejections: z.optional(
    z.array(z.object({ digest: z.string(), way: z.string(), attempt: z.number(), reason: z.string() })),
  ),
  /** The attempt whose outcome is not recorded yet. */
  current: z.optional(
    z.object({
      attempt: z.number(),
      token: z.string(),
      digest: z.string(),
      /** See `nameWay`. Not there in a record that was made anew. */
      way: z.optional(z.string()),
      startedAt: z.string(),
      deadline: z.string(),
      bootId: z.string(),
      /** That of its sender. Not there in a record of an earlier version. */
      pidNamespace: z.optional(z.string()),
      /**
       * Id of the report during whose send this attempt was made ready. It is let go only when that one has left
       * `pending/`, which is durable then: as long as that one is there this attempt has not begun.
       */
      behind: z.optional(z.string()),
      /**
       * The lane that it goes by, where there are routes, and what counts there when its outcome is put on record:
       * whoever settles it goes by that, whatever `config.json` says by then.
       */
      lane: z.optional(
        z.object({
          route: z.string(),
          isFallback: z.boolean(),
          holdAfter: z.number(),
        }),
      ),
    }),
  ),
});
