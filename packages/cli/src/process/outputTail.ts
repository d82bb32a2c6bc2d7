import { dropCutLine } from './dropCutLine.ts';

/** Characters kept: more than are shown, so that a secret which begins before them is still known whole. */
const keptCharacters = 64 * 1024;
// No reader shows more.
const shownCharacters = 16 * 1024;

/** The end of what a command prints, on all its streams in the order of arrival, in bounded memory. */
export class OutputTail {
  #text = '';

  /** A writer for one stream: characters that are split between its chunks stay whole. */
  addStream(): (chunk: Uint8Array) => void {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return (chunk) => {
      this.#text += decoder.decode(chunk, { stream: true });
      // Not each time: a cut copies what is kept.
      if (this.#text.length > 4 * keptCharacters) this.#text = this.#text.slice(-keptCharacters);
    };
  }

  /** The last 64 Ki characters, raw; whole lines, but for one that would leave less than 16 Ki. */
  read(): string {
    if (this.#text.length <= keptCharacters) return this.#text;
    return dropCutLine(this.#text.slice(-keptCharacters), shownCharacters);
  }
}
