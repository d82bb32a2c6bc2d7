import { dropCutLine } from './dropCutLine.ts';

/** Characters kept: more than are shown, so that a secret which begins before them is still known whole. */
const keptCharacters = 64 * 1024;
// No reader shows more.
const shownCharacters = 16 * 1024;

/** What a stream has printed of a line that has no end yet, and when the last of it came, counted in chunks. */
interface Rest {
  text: string;
  at: number;
}

/** The end of what a command prints, on all its streams in the order in which their lines came, in bounded memory. */
export class OutputTail {
  #text = '';
  #chunks = 0;
  readonly #rests: Rest[] = [];

  /** A writer for one stream: characters that are split between its chunks stay whole. */
  addStream(): (chunk: Uint8Array) => void {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const rest: Rest = { text: '', at: 0 };
    this.#rests.push(rest);
    return (chunk) => {
      const text = rest.text + decoder.decode(chunk, { stream: true });
      const lineEnd = text.lastIndexOf('\n') + 1;
      this.#text += text.slice(0, lineEnd);
      rest.text = text.slice(Math.max(lineEnd, text.length - keptCharacters));
      this.#chunks += 1;
      rest.at = this.#chunks;
      // Not each time: a cut copies what is kept.
      if (this.#text.length > 4 * keptCharacters) this.#text = this.#text.slice(-keptCharacters);
    };
  }

  /** The last 64 Ki characters, raw; whole lines, but for one that would leave less than 16 Ki. */
  read(): string {
    const text = this.#readAll();
    return text.length <= keptCharacters ? text : dropCutLine(text.slice(-keptCharacters), shownCharacters);
  }

  #readAll(): string {
    const rests = this.#rests.filter(({ text }) => text !== '').sort((a, b) => a.at - b.at);
    return `${this.#text}${rests.map(({ text }) => text).join('\n')}`;
  }
}
