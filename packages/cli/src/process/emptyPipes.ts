import type { Readable } from 'node:stream';

/** Rounds of the event loop without data after which a pipe counts as empty. */
const enoughQuietRounds = 10;

const blockedWaitMs = 10;

/** What a process left behind may still print before it is cut off. */
const maxBytes = 1024 * 1024;

/**
 * Waits until nothing is left in the pipes of a command that has exited, then closes them. What the command wrote is in
 * the kernel by the time of its exit, so each round of the event loop finds it at once. The end of a stream is not
 * waited for: a process that was left behind may hold it open for ever, and after 1 MiB of its output it is cut off.
 * @param isBlocked whether what was read waits for somebody else to take it: that is no quiet round
 * @param abandon told of each pipe that somebody can still write into, before it is closed
 */
export async function emptyPipes(
  streams: readonly (Readable | null)[],
  isBlocked: () => boolean = () => false,
  abandon: (stream: Readable) => void = () => {},
): Promise<void> {
  const open = streams.filter((stream) => stream !== null);
  const seen = { quietRounds: 0, bytes: 0 };
  const stir = (chunk: Uint8Array) => {
    seen.quietRounds = 0;
    seen.bytes += chunk.length;
  };
  const isOpen = (stream: Readable) => !stream.readableEnded && !stream.destroyed;
  for (const stream of open) stream.on('data', stir);
  while (seen.quietRounds < enoughQuietRounds && seen.bytes < maxBytes && open.some(isOpen)) {
    seen.quietRounds += 1;
    if (isBlocked()) {
      seen.quietRounds = 0;
      await new Promise((wake) => setTimeout(wake, blockedWaitMs));
    } else {
      await new Promise((wake) => setImmediate(wake));
    }
  }
  for (const stream of open) {
    if (isOpen(stream)) abandon(stream);
    stream.destroy();
  }
}
