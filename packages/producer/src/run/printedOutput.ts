import { OutputTail } from '@owner-report/cli';

/** The end of what a command printed, raw. */
export interface Printed {
  /** Of all its streams, in the order in which the lines came. */
  merged: string;
  /** Of each stream by itself. */
  streams: readonly string[];
}

/** Keeps the end of what a command prints. */
export class PrintedOutput {
  readonly #merged = new OutputTail();
  readonly #streams: OutputTail[] = [];

  /** A writer for one stream. */
  addStream(): (chunk: Uint8Array) => void {
    const own = new OutputTail();
    this.#streams.push(own);
    const writers = [this.#merged.addStream(), own.addStream()];
    return (chunk) => {
      for (const write of writers) write(chunk);
    };
  }

  read(): Printed {
    return { merged: this.#merged.read(), streams: this.#streams.map((stream) => stream.read()) };
  }
}
