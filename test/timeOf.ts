/**
 * How long something takes here and now, in milliseconds: what is to be hit at some moment of it is hit by that measure. A busy
 * machine takes ten times as long as an idle one, and all hits might come before anything is done, or none before it is over.
 */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}
