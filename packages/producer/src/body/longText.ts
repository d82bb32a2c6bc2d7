import type { Hash } from 'node:crypto';

import { maxReportBytes } from '@owner-report/spool';

/** Text of any length, of which the beginning and the end are kept: all of it as long as a report could hold it. */
export interface KeptText {
  /** The first bytes: 256 KiB, or all there are. */
  head: Buffer;
  /** The last bytes, as many at most. They may overlap the first. */
  tail: Buffer;
  totalBytes: number;
  /** SHA-256 of the whole, in hexadecimal digits. */
  digest: string;
}

/** Takes a text in chunks, in bounded memory. */
export class LongText {
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #tailBytes = 0;
  #totalBytes = 0;
  #hash: Hash | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  /** Adds a chunk, which is copied. @throws TypeError for bytes that are not UTF-8, RangeError for a NUL byte */
  add(bytes: Uint8Array): void {
    if (bytes.includes(0)) throw new RangeError('a NUL byte');
    this.#decoder.decode(bytes, { stream: true });
    const chunk = Buffer.from(bytes);
    if (this.#totalBytes < maxReportBytes) this.#head.push(chunk);
    this.#tail.push(chunk);
    this.#totalBytes += chunk.length;
    this.#tailBytes += chunk.length;
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= maxReportBytes)
      this.#tailBytes -= this.#tail.shift()?.length ?? 0;
    this.#addToHash(chunk);
  }

  /** To be called after the last chunk. @throws TypeError for a character that is cut off */
  end(): KeptText {
    this.#decoder.decode();
    return {
      head: Buffer.concat(this.#head).subarray(0, maxReportBytes),
      tail: Buffer.concat(this.#tail).subarray(-maxReportBytes),
      totalBytes: this.#totalBytes,
      digest: this.#hash?.digest('hex') ?? '',
    };
  }

  // Only a text that will be cut needs one, and most are short.
  #addToHash(chunk: Buffer): void {
    if (this.#hash !== undefined) this.#hash.update(chunk);
    else if (this.#totalBytes > maxReportBytes / 2) {
      this.#hash = process.getBuiltinModule('node:crypto').createHash('sha256');
      for (const early of this.#tail) this.#hash.update(early);
    }
  }
}
