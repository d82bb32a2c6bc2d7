import { fstatSync, write } from 'node:fs';
import type { Readable } from 'node:stream';

import { errnoOf, messageOf } from '@owner-report/spool';

/** What waits for a slow reader before the command has to wait as well: more than a burst, little as memory goes. */
const roomBytes = 8 * 1024 * 1024;

/** How long a reader may take nothing before the command goes on without it. */
const patienceMs = 10_000;

const retryMs = 5;

type Descriptor = 1 | 2;

/**
 * The way of a command's output to our stdout (1) or stderr (2).
 *
 * Guarantee: a command that prints into it is never ended by what becomes of our output, nor held up for good. It waits
 * for a slow reader, as it would without us. For a reader that is gone, a full disk, or a reader that takes nothing for
 * 10 seconds it does not: what cannot be passed on is dropped.
 *
 * Not by `process.stdout`: that makes a pipe non-blocking, also for everybody else who prints into it.
 */
class OutputSink {
  readonly #queue: [Descriptor, Uint8Array][] = [];
  readonly #gone = new Set<Descriptor>();
  #waiting: (() => void)[] = [];
  #queuedBytes = 0;
  #isStuck = false;
  #patience: NodeJS.Timeout | undefined;
  #complaint: string | undefined;

  /** Why some output could not be passed on, for people; undefined when all was, or when its reader had seen enough. */
  get complaint(): string | undefined {
    return this.#complaint;
  }

  /** Whether a command has to wait for the reader. */
  get isFull(): boolean {
    return this.#queuedBytes > roomBytes && !this.#isStuck;
  }

  /** Passes on what comes from `source`, no faster than it is taken. */
  take(source: Readable, descriptor: Descriptor): void {
    source.on('data', (chunk: Uint8Array) => {
      this.#add(descriptor, chunk);
      if (!this.isFull) return;
      source.pause();
      this.#waiting.push(() => source.resume());
    });
  }

  /** Passes on one chunk, or drops it where its reader is too slow and its source cannot wait. */
  offer(descriptor: Descriptor, chunk: Uint8Array): void {
    if (!this.isFull) this.#add(descriptor, chunk);
  }

  /** Waits until all is written, or its reader takes nothing. */
  async flush(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isStuck) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  #add(descriptor: Descriptor, bytes: Uint8Array): void {
    if (this.#gone.has(descriptor)) return;
    if (this.#isStuck && this.#queuedBytes > roomBytes) return;
    this.#queue.push([descriptor, bytes]);
    this.#queuedBytes += bytes.length;
    if (this.#queue.length === 1) this.#writeNext();
  }

  #writeNext(): void {
    const next = this.#queue[0];
    if (next === undefined) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      return;
    }
    this.#patience ??= setTimeout(() => this.#loseTrust(next[0]), patienceMs);
    write(next[0], next[1], 0, next[1].length, null, (error, writtenBytes) => {
      if (errnoOf(error) === 'EAGAIN') setTimeout(() => this.#writeNext(), retryMs);
      else this.#settle(next, error === null ? writtenBytes : this.#drop(next, error));
    });
  }

  #settle(chunk: [Descriptor, Uint8Array], bytes: number): void {
    this.#isStuck = false;
    this.#patience?.refresh();
    this.#queuedBytes -= bytes;
    chunk[1] = chunk[1].subarray(bytes);
    if (chunk[1].length === 0) this.#queue.shift();
    if (!this.isFull) this.#wake();
    this.#writeNext();
  }

  // The next chunk is tried all the same, for a disk may have room again; but nobody comes back to a pipe.
  #drop([descriptor, { length }]: [Descriptor, Uint8Array], error: Error): number {
    if (errnoOf(error) === 'EPIPE') this.#gone.add(descriptor);
    else this.#complaint ??= `${nameOf(descriptor)} took no more: ${messageOf(error)}`;
    return length;
  }

  #loseTrust(descriptor: Descriptor): void {
    this.#isStuck = true;
    this.#complaint ??= `nobody read ${nameOf(descriptor)} for ${patienceMs / 1000} s`;
    this.#patience = undefined;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

function nameOf(descriptor: Descriptor): string {
  return descriptor === 1 ? 'stdout' : 'stderr';
}

/** The ways to our stdout and our stderr: one where both lead to the same file, so that the order stays. */
export interface OutputSinks {
  stdout: OutputSink;
  stderr: OutputSink;
}

/** Opens them. Costs nothing until something goes that way. */
export function openSinks(): OutputSinks {
  const stdout = new OutputSink();
  const [out, err] = [fstatSync(1), fstatSync(2)];
  const isSame = out.dev === err.dev && out.ino === err.ino;
  return { stdout, stderr: isSame ? stdout : new OutputSink() };
}

/** Waits until all output is passed on, as far as anybody takes it. Tells what kept some of it from that, for people. */
export async function flushSinks({ stdout, stderr }: OutputSinks): Promise<string[]> {
  const sinks = [...new Set([stdout, stderr])];
  await Promise.all(sinks.map((sink) => sink.flush()));
  return sinks.flatMap(({ complaint }) =>
    complaint === undefined ? [] : [`${complaint}; the command went on all the same`],
  );
}
