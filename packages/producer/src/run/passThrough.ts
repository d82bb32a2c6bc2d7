import type { Readable, Writable } from 'node:stream';

/** Rounds of the event loop without data after which a pipe counts as empty. */
const quietRounds = 10;

/** What a process left behind may still print into the pipe before it is cut off, in bytes. */
const maxBytesAfterExit = 1024 * 1024;

/** One stream of a command on its way to ours. */
export interface Passage {
  /**
   * Passes on what the pipe still holds, then closes it. To be called when the command has exited. Does not wait for
   * the end of the stream: a daemon that was left behind may hold it open for ever.
   */
  finish(): Promise<void>;
}

/** Copies `source` to `sink` byte for byte, no faster than `sink` takes it, and shows each chunk to `watch`. */
export function passThrough(source: Readable, sink: Writable, watch: (chunk: Uint8Array) => void): Passage {
  const state = { bytes: 0, closed: false, blocked: false };
  // When our reader has gone, the command's next write fails, as it would have without us.
  const abandon = () => source.destroy();
  const resume = () => {
    state.blocked = false;
    source.resume();
  };
  source.on('close', () => (state.closed = true));
  source.on('error', abandon);
  source.on('data', (chunk: Uint8Array) => {
    state.bytes += chunk.length;
    watch(chunk);
    if (sink.write(chunk) || sink.destroyed) return;
    state.blocked = true;
    source.pause();
    sink.once('drain', resume);
  });
  sink.on('error', abandon);
  return {
    finish: async () => {
      await emptyPipe(state);
      source.destroy();
      sink.off('error', abandon);
    },
  };
}

// What the command wrote is in the kernel by the time of its exit, so each round of the event loop finds it at once.
async function emptyPipe(state: { bytes: number; closed: boolean; blocked: boolean }): Promise<void> {
  const limit = state.bytes + maxBytesAfterExit;
  let quiet = 0;
  while (quiet < quietRounds && !state.closed && state.bytes < limit) {
    const before = state.bytes;
    await nextRound(state.blocked);
    quiet = state.bytes === before && !state.blocked ? quiet + 1 : 0;
  }
}

function nextRound(blocked: boolean): Promise<void> {
  return new Promise((wake) => (blocked ? setTimeout(wake, 10) : setImmediate(wake)));
}
