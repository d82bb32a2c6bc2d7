import { makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';
import { canOutlive, giveAway, makeUnkillable, runAsNobody, timeoutSeconds } from '../fixtures/monitor/unkillable.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeEnd } from './judge.ts';

testIf(canOutlive, 'it needs root, setpriv, and a checkout that other users can read')(
  'a tick beside commands that cannot be killed ends, tells of them, and of all else',
  () =>
    expectRow('unkillable', async (row) => {
      for (let round = 0; round < (isFull ? 10 : 1); round += 1) {
        await stickWith(row, ['status']);
        await stickWith(row, ['run']);
        await stickWith(row, ['status', 'run', 'start']);
      }
    }),
);

async function stickWith(row: Row, kinds: ('status' | 'run' | 'start')[]): Promise<void> {
  const bench = await makeBench();
  const { argv, end } = makeUnkillable(bench);
  const policy = { timeoutSeconds, autoResume: true };
  const read = { kind: 'one_shot_read', schedule: { everySeconds: 1 } };
  const stuck = kinds.map((kind) => ({
    id: `stuck-${kind}`,
    policy,
    ...(kind === 'run' && read),
    commands: { [kind]: argv },
  }));
  await bench.configure([...stuck, { id: 'sound' }, { id: 'cries', ...read }]);
  await bench.setStatus('sound', running(1));
  await bench.setStatus('stuck-start', {});
  await bench.setOutput('cries', 'run', 'ALERT: disk is full');
  giveAway(bench);
  const where = kinds.join(' and ');
  judgeEnd(row, await runAsNobody(bench, '12:00', ['tick']), where, [0]);
  row.add('rounds');
  row.add('kills', kinds.length);
  const told = (await bench.pending()).map(({ body }) => body).join('\n\n');
  for (const [id, words] of [
    ['cries', 'ALERT: disk is full'],
    ['sound', 'status: running'],
    ...stuck.map((job) => [job.id, 'cannot be killed']),
  ] as [string, string][])
    row.demand(sectionOf(told, id).includes(words), 'lost', () => `${where}: ${id}: ${told}`);
  await end();
}
