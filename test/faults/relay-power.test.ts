import { afterAll, expect } from 'vitest';

import { canSync, makeStream, startBroker, syncReason } from '../relay/broker.ts';
import { makeHub, untilEmpty } from '../relay/homes.ts';
import { connectAs, publishAs } from '../relay/publishing.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, skipRow } from './campaign.ts';
import { Disk } from './disk.ts';

const made = canSync ? Disk.make() : syncReason;
const disk = typeof made === 'string' ? undefined : made;
if (typeof made === 'string') skipRow('relay-power-loss', made);
afterAll(() => disk?.remove());

testIf(disk !== undefined, typeof made === 'string' ? made : '')(
  'a broker that loses its power keeps every report that it has acknowledged',
  () =>
    expectRow('relay-power-loss', async (row) => {
      const broker = await startBroker({ under: disk?.mountPoint ?? '' });
      // Its configuration, which we have written.
      await disk?.settle();
      // The disk is small.
      await makeStream(broker, { max_bytes: 16 * 1024 * 1024 });
      const hub = await makeHub(broker);
      const ids = Array.from({ length: isFull ? 300 : 30 }, (_, n) => `20261121T101${10_000 + n}000Z-w`);
      const nc = await connectAs('db1', broker);
      for (const id of ids) expect(await publishAs('db1', nc, id)).toBe(true);
      await disk?.cutPower();
      await nc.close();
      await broker.kill();
      await disk?.restore();
      await broker.start();
      row.add('rounds', ids.length);
      row.add('kills');
      const pulled = await hub.run('relay', ['pull']);
      row.demand(pulled.exitCode === 0, 'other', () => `pull: ${String(pulled.stderr)}`);
      await untilEmpty(hub);
      const names = new Set(await hub.names('pending'));
      for (const id of ids) row.demand(names.has(`${id}_db1.md`), 'lost', () => id);
      row.demand(names.size === ids.length, 'duplicates', () => `${names.size} reports`);
    }),
);
