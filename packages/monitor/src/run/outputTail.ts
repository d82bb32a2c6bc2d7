import { redact } from '@owner-report/spool';

const keptBytes = 64 * 1024;
/** As ops-framework kept it in its state. */
const maxCharacters = 800;

/** The end of what a command prints, in bounded memory. */
export class OutputTail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= keptBytes) this.#bytes -= this.#chunks.shift()?.length ?? 0;
  }

  /** All that was kept, 64 KiB or more of the end, secrets taken out. */
  read(): string {
    return redact(Buffer.concat(this.#chunks).toString('utf8'), process.env);
  }
}

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

/** The last 800 characters of some output, trimmed. */
export function cutTail(output: string): string {
  const text = output.trim();
  return text.length <= maxCharacters ? text : text.slice(-maxCharacters).replace(/^[\uDC00-\uDFFF]/, '');
}
