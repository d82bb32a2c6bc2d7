import { InvalidReportError } from '@owner-report/spool';

/** Longest event that is read, in bytes: an agent may put the whole of a file into one. */
const maxEventBytes = 8 * 1024 * 1024;

/** Until when the end of stdin is waited for, in milliseconds of this process. What has come until then is the event. */
const patientUntilMs = 700;

/** How long at least: a process that was slow to start would not look at all. */
const leastPatienceMs = 250;

/**
 * The text of the event on stdin. The rest of one that is too long is read too, as far as there is time: the agent that writes it
 * should not meet a closed pipe.
 * @throws InvalidReportError for an event that is too long, a system error
 */
export async function receiveEvent(): Promise<string> {
  const { chunks, bytes } = await readStdin();
  if (bytes <= maxEventBytes) return Buffer.concat(chunks).toString('utf8');
  throw new InvalidReportError(`expected an event of at most ${maxEventBytes} bytes, got ${bytes} and perhaps more`);
}

// By events, not by calls that wait: only so can it end when nobody closes stdin.
function readStdin(): Promise<{ chunks: Buffer[]; bytes: number }> {
  return new Promise((resolve, reject) => {
    const { stdin } = process;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      stdin.destroy();
      resolve({ chunks, bytes });
    };
    // A process that had to wait for the processor may have it all there, unread: it takes that first.
    const endWhenEmpty = (seenBytes: number) => {
      if (bytes === seenBytes || bytes > maxEventBytes) end();
      else setImmediate(endWhenEmpty, bytes);
    };
    const patienceMs = Math.max(leastPatienceMs, patientUntilMs - performance.now());
    const timer = setTimeout(() => setImmediate(endWhenEmpty, bytes), patienceMs);
    stdin.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxEventBytes) chunks.push(chunk);
    });
    stdin.once('end', end);
    stdin.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
