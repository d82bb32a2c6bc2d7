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

/** The last 800 characters of some output, trimmed. */
export function cutTail(output: string): string {
  const text = output.trim();
  return text.length <= maxCharacters ? text : text.slice(-maxCharacters).replace(/^[\uDC00-\uDFFF]/, '');
}
