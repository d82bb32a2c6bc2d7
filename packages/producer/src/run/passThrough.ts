import type { Readable, Writable } from 'node:stream';

import { emptyPipes } from '@owner-report/cli';

/** One stream of a command on its way to ours. */
export interface Passage {
  /**
   * Passes on what the pipe still holds, then closes it. To be called when the command has exited. Does not wait for
   * the end of the stream: a daemon that was left behind may hold it open for ever.
   */
  finish: () => Promise<void>;
}

/** Copies `source` to `sink` byte for byte, no faster than `sink` takes it, and shows each chunk to `watch`. */
export function passThrough(source: Readable, sink: Writable, watch: (chunk: Uint8Array) => void): Passage {
  let isBlocked = false;
  // When our reader has gone, the command's next write fails, as it would have without us.
  const abandon = () => source.destroy();
  const resume = () => {
    isBlocked = false;
    source.resume();
  };
  source.on('error', abandon);
  source.on('data', (chunk: Uint8Array) => {
    watch(chunk);
    if (sink.write(chunk) || sink.destroyed) return;
    isBlocked = true;
    source.pause();
    sink.once('drain', resume);
  });
  sink.on('error', abandon);
  return {
    finish: async () => {
      await emptyPipes([source], () => isBlocked);
      sink.off('error', abandon);
    },
  };
}
