import { redact } from '@owner-report/spool';

const maxCries = 8;
const maxLineCharacters = 500;

/** The first lines of an output that ask for attention, however much comes before and after them. */
export class CryWatch {
  readonly lines: string[] = [];
  #rest = '';
  readonly #decoder = new TextDecoder();

  add(chunk: Buffer): void {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    // Of a line without end its beginning is enough.
    this.#rest = (parts.pop() ?? '').slice(0, 64 * 1024);
    for (const line of parts) this.#look(line);
  }

  /** To be called after the last chunk. */
  end(): void {
    this.#look(this.#rest);
    this.#rest = '';
  }

  #look(line: string): void {
    const at = line.search(/ACTION REQUIRED|ALERT/);
    if (at === -1 || this.lines.length >= maxCries) return;
    const from = at < maxLineCharacters / 2 ? 0 : at;
    this.lines.push(redact(line.slice(from, from + maxLineCharacters), process.env));
  }
}
