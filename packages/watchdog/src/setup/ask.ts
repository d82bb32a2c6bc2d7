import { isTerminal, type Talk } from '@owner-report/cli';
import { UsageError } from '@owner-report/spool';

/** Whether somebody is there to answer. */
export function canAsk({ json, quiet }: Talk): boolean {
  return !json && !quiet && isTerminal(0) && isTerminal(2);
}

/**
 * Asks on the terminal until there is an answer.
 * @param isSecret what is typed is not shown
 * @throws UsageError when nobody answers
 */
export async function ask(question: string, isSecret = false): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const { Writable } = await import('node:stream');
  let isShown = true;
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      if (isShown) process.stderr.write(chunk as Uint8Array);
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  const ended = new Promise<never>((_resolve, reject) => {
    reader.once('close', () => {
      reject(new UsageError('expected an answer, got none', { remedy: 'Nothing was changed.' }));
    });
  });
  try {
    for (;;) {
      process.stderr.write(question);
      isShown = !isSecret;
      const answer = await Promise.race([reader.question(''), ended]);
      isShown = true;
      if (isSecret) process.stderr.write('\n');
      if (answer.trim() !== '') return answer.trim();
    }
  } finally {
    ended.catch(() => {});
    reader.close();
  }
}
