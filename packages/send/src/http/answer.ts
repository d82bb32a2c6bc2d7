/** What a service answered. */
export interface Answer {
  status: number;
  /** A header's value by its name in small letters. */
  header: (name: string) => string | undefined;
  /** At most 64 KiB of it; what follows is not read. */
  text: string;
  /** The connection ended, or the time was up, before the answer did. */
  isBroken: boolean;
}

const maxBytes = 64 * 1024;

/** Reads an answer, up to the limit. One that breaks off has a status all the same. */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const { bytes, isBroken } = await readBody(response);
  return { status, header: (name) => headers.get(name) ?? undefined, text: bytes.toString('utf8'), isBroken };
}

async function readBody(response: Response): Promise<{ bytes: Buffer; isBroken: boolean }> {
  const chunks: Uint8Array[] = [];
  let room = maxBytes;
  try {
    // To leave the loop ends the answer.
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk.subarray(0, room));
      room -= chunk.length;
      if (room <= 0) break;
    }
    return { bytes: Buffer.concat(chunks), isBroken: false };
  } catch {
    return { bytes: Buffer.concat(chunks), isBroken: true };
  }
}
