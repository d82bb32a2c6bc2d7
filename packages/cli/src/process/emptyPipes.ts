import type { Readable } from 'node:stream';

/** Rounds of the event loop without data after which a pipe counts as empty. */
const quietRounds = 10;

const blockedWaitMs = 10;

/** Where the emptying of pipes ends, and what holds it up. */
interface Limits {
  /** What a process left behind may still print before it is cut off, in bytes; no limit by default. */
  maxBytes?: number;
  /** Whether what was read waits for somebody else to take it: that is no quiet round. */
  isBlocked?(): boolean;
}

/**
 * Waits until nothing is left in the pipes of a command that has exited, then closes them. What the command wrote is in the
 * kernel by the time of its exit, so each round of the event loop finds it at once. The end of a stream is not waited for: a
 * process that was left behind may hold it open for ever.
 */
export async function emptyPipes(
  streams: readonly (Readable | null)[],
  { maxBytes = Infinity, isBlocked = () => false }: Limits = {},
): Promise<void> {
  const open = streams.filter((stream) => stream !== null);
  let quiet = 0;
  let bytes = 0;
  const stir = (chunk: Uint8Array) => {
    quiet = 0;
    bytes += chunk.length;
  };
  for (const stream of open) stream.on('data', stir);
  while (quiet < quietRounds && bytes < maxBytes && open.some((stream) => !stream.readableEnded && !stream.destroyed)) {
    quiet += 1;
    if (isBlocked()) {
      quiet = 0;
      await new Promise((wake) => setTimeout(wake, blockedWaitMs));
    } else {
      await new Promise((wake) => setImmediate(wake));
    }
  }
  for (const stream of open) stream.destroy();
}
