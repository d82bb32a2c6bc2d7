import {
  describeOutranked,
  type Invocation,
  laneNamed,
  prepareProbe,
  scheduledSendCommand,
  type Sending,
  type Settings,
} from '@owner-report/cli';
import { deliveryDocument, describeDelivery, isSettled } from '@owner-report/driver';
import {
  describeForeign,
  type ExitCode,
  exitCodeOfError,
  exitCodes,
  hasReports,
  listReports,
  LockedError,
} from '@owner-report/spool';

import type { PassOrder } from '../pass/passOrder.ts';
import { ping } from '../pass/ping.ts';
import { runPass } from '../pass/runPass.ts';
import { tellEnd } from '../pass/tellEnd.ts';
import { createProgressBar, type ProgressBar } from '../progress/progressBar.ts';
import { tellInterrupt } from '../progress/tellInterrupt.ts';
import { requireScheduledSend } from '../schedule/requireScheduledSend.ts';
import { preview } from './preview.ts';

// A follower looks so often whether something more urgent has come.
const followedAtOnce = 10;

/** Drains the queue as a command line says: a preview, one pass, or with `--follow` one after the other. */
export async function drainQueue(invocation: Invocation, sending: Sending): Promise<number> {
  const { home, talk, flag } = invocation;
  const maxCount = findMaxCount(invocation, sending);
  const outranked = describeOutranked(sending);
  if (outranked !== undefined && (flag('follow') || hasReports(home, 'pending'))) talk.warn(outranked);
  if (flag('dry-run')) return preview(invocation, sending, maxCount);
  const bar = createProgressBar(!talk.quiet && !talk.json);
  const order = toOrder(invocation, { sending, maxCount, bar });
  const requireSend = (settings: Settings, follows: boolean, lane?: string) =>
    requireIfScheduled(invocation, { settings, lane }, follows);
  // Where there are routes, OpenClaw is needed by the lanes that use it, and when they do.
  if (sending.routes.length > 0) {
    if (flag('scheduled')) await prepareProbe();
    order.beforeLane = (lane) => requireSend(lane.settings, true, lane.name);
  } else await requireSend(sending.settings, flag('follow'));
  if (flag('follow')) {
    const { follow } = await import('../follow/follow.ts');
    return follow(order, talk);
  }
  const pingAfter = (exitCode: ExitCode) => ping({ home, sending, exitCode, onWarning: order.onWarning });
  let sent = 0;
  tellInterrupt(home, talk, () => sent);
  const counting: PassOrder = {
    ...order,
    onDelivery: (delivery, progress) => {
      if (delivery.outcome === 'sent') sent += 1;
      order.onDelivery(delivery, progress);
    },
  };
  try {
    const result = await runPass(counting);
    bar.end(result.sent, result.left);
    const exitCode = tellEnd(talk, result);
    await pingAfter(exitCode);
    return exitCode;
  } catch (error) {
    // The other pass pings for itself.
    if (!(error instanceof LockedError)) await pingAfter(exitCodeOfError(error));
    if (!(error instanceof LockedError) || flag('fail-if-locked')) throw error;
    talk.note(error.message);
    const { total } = listReports(home, 'pending', 0);
    return tellEnd(talk, { sent: 0, left: total, exitCode: exitCodes.done, locked: true });
  }
}

function findMaxCount({ flag }: Invocation, { settings, routes }: Sending): number {
  if (flag('follow') && routes.length > 0) return followedAtOnce;
  return flag('all') || flag('follow') ? Infinity : settings.maxCount;
}

async function requireIfScheduled(
  { home, flag }: Invocation,
  judged: { settings: Settings; lane: string | undefined },
  follows: boolean,
): Promise<void> {
  if (flag('scheduled') && judged.settings.sendCommand === scheduledSendCommand)
    await requireScheduledSend(home, judged, follows);
}

function toOrder(
  { home, talk }: Invocation,
  { sending, maxCount, bar }: Pick<PassOrder, 'sending' | 'maxCount'> & { bar: ProgressBar },
): PassOrder {
  return {
    home,
    sending,
    maxCount,
    lockWaitMs: 0,
    onWarning: (text) => {
      bar.clear();
      talk.warn(text);
    },
    onForeign: (names) => {
      bar.clear();
      for (const name of names) talk.warn(describeForeign(home, 'pending', name));
    },
    onDelivery: (delivery, { done, planned }) => {
      bar.clear();
      const describe = () => describeDelivery(home, delivery, laneNamed(delivery.route, sending).settings);
      talk.document({ event: 'delivery', ...deliveryDocument(delivery) });
      if (!isSettled(delivery)) talk.warn(describe());
      else if (!talk.quiet) talk.result(describe());
      if (isSettled(delivery)) bar.show(done, planned);
    },
  };
}
