import { TextDecoder } from 'node:util';

import { redact } from '@owner-report/spool';

const maxCries = 8;
const maxLineCharacters = 500;
const cry = /ACTION REQUIRED|ALERT/;

/** What is looked at of a line at a time. */
const windowCharacters = 64 * 1024;

/** What stands on each side of a cry before it is told, unless the line is shorter: a secret or a word is not cut. */
const overlapCharacters = 4 * 1024;

/** The first lines of an output that ask for attention, however much comes before and after them, in UTF-8 or UTF-16. */
export class CryWatch {
  readonly lines: string[] = [];
  #rest = '';
  /** The line that goes on was told already. */
  #isTold = false;
  #decoder: TextDecoder | undefined;
  #first: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    if (this.#decoder !== undefined) {
      this.#read(this.#decoder.decode(chunk, { stream: true }));
      return;
    }
    this.#first = Buffer.concat([this.#first, chunk]);
    // How it is encoded shows in its first characters.
    if (this.#first.length >= 4) this.#begin();
  }

  /** To be called after the last chunk. */
  end(): void {
    if (this.#decoder === undefined) this.#begin();
    this.#look(this.#rest);
    this.#rest = '';
  }

  #begin(): void {
    this.#decoder = new TextDecoder(findEncoding(this.#first));
    this.#read(this.#decoder.decode(this.#first, { stream: true }));
  }

  #read(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const line of parts) {
      this.#look(line);
      this.#isTold = false;
    }
    if (this.#rest.length <= windowCharacters) return;
    this.#look(this.#rest, overlapCharacters);
    this.#rest = this.#rest.slice(-2 * overlapCharacters);
  }

  /** @param behind how many characters there must be from a cry on; a later look finds one that has fewer. */
  #look(line: string, behind = 0): void {
    if (this.#isTold || this.lines.length >= maxCries) return;
    const at = line.search(cry);
    if (at === -1 || line.length - at < behind) return;
    this.#isTold = true;
    // Before the cut: half a secret would not be known again.
    const safe = redact(line.slice(Math.max(0, at - overlapCharacters), at + overlapCharacters), process.env);
    const found = Math.max(0, safe.search(cry));
    const from = found < maxLineCharacters / 2 ? 0 : found;
    this.lines.push(safe.slice(from, from + maxLineCharacters));
  }
}

function findEncoding([a, b, c, d]: Uint8Array): string {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  // Without a mark: every other byte of Latin letters is 0.
  if (b === 0 && d === 0 && a !== 0 && c !== 0) return 'utf-16le';
  return a === 0 && c === 0 && b !== 0 && d !== 0 ? 'utf-16be' : 'utf-8';
}
