import { drainRows } from './drain.mjs';
import { enqueueRows } from './enqueue.mjs';
import { followRows } from './follow.mjs';
import { laneRows } from './lanes.mjs';
import { pageRows } from './page.mjs';
import { relayRows } from './relay.mjs';
import { sendRows } from './send.mjs';
import { startUpRows } from './startUp.mjs';
import { tickRows } from './tick.mjs';

/**
 * Every row of the table, in its order: `{ name, title, how, must?, aim?, rule?, rounds, prepare }`. `prepare` gets `{
 * dir, short, plotted, onCleanUp }` and gives `{ ours, peer?, between?, findings?, rssMb? }`; for the sides see
 * measureRow. A `curve` is `{ title, sizes }`: ours is the last size, peer the first, between what lies there.
 */
export const rows = [
  ...startUpRows,
  ...enqueueRows,
  ...drainRows,
  ...laneRows,
  ...sendRows,
  ...relayRows,
  ...pageRows,
  ...tickRows,
  ...followRows,
];
