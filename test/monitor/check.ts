import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';

/** A bench with a check `a`. */
export async function makeCheck(job: object = {}, others: object[] = []): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', kind: 'one_shot_read', ...job }, ...others]);
  return bench;
}
