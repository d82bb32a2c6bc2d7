import { fstatSync } from 'node:fs';

import { readToEnd } from '@owner-report/cli';
import { InvalidReportError } from '@owner-report/spool';

/** Longest event that is read, in bytes: an agent may put the whole of a file into one. */
const maxEventBytes = 8 * 1024 * 1024;

/**
 * How long the end of a pipe is waited for: 0.6 s, in so many turns of this many milliseconds. What has come until then is the
 * event. Turns, since a clock would go on while a machine with too much to do lets neither the agent nor us run.
 */
const patience = { turns: 12, turnMs: 50 };

/**
 * The text of the event on stdin. The rest of one that is too long is read too, as far as there is time: the agent that writes it
 * should not meet a closed pipe.
 * @throws InvalidReportError for an event that is too long, a system error
 */
export async function receiveEvent(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes <= maxEventBytes) chunks.push(Buffer.from(chunk));
  };
  if (fstatSync(0).isFile()) readToEnd(0, take);
  else await readPipe(take);
  if (bytes <= maxEventBytes) return Buffer.concat(chunks).toString('utf8');
  throw new InvalidReportError(`expected an event of at most ${maxEventBytes} bytes, got ${bytes} or more`);
}

// By events, not by calls that wait: only so can it end when nobody closes stdin.
function readPipe(take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const { stdin } = process;
    let turnsLeft = patience.turns;
    const timer = setInterval(() => {
      turnsLeft -= 1;
      if (turnsLeft === 0) end();
    }, patience.turnMs);
    const end = () => {
      clearInterval(timer);
      stdin.destroy();
      resolve();
    };
    stdin.on('data', take);
    stdin.once('end', end);
    stdin.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
  });
}
