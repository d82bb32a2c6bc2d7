/**
 * Tries with more and more time until there was enough of it: for what can only be seen while a limit has not run out yet. How
 * fast the machine is decides how often, never the verdict.
 * @param look with a limit in seconds; 'too late' when it ran out before the test had come to its point
 */
export async function withEnoughTime<T>(look: (seconds: number) => Promise<T | 'too late'>): Promise<T> {
  for (const seconds of [1, 8, 64]) {
    const seen = await look(seconds);
    if (seen !== 'too late') return seen;
  }
  throw new Error('64 s were not enough');
}
