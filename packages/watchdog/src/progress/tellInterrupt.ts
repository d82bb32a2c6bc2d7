import { isTerminal, type Talk } from '@owner-report/cli';
import { findSendUnderWay } from '@owner-report/driver';
import { countOf, type Home, listReports } from '@owner-report/spool';

/**
 * Has Ctrl-C on a terminal say what was sent, what is under way and what waits, before it ends this process as ever. The send
 * under way goes on by itself: it is in a process group of its own.
 * @param countSent how many reports this pass has sent so far
 */
export function tellInterrupt(home: Home, talk: Talk, countSent: () => number): void {
  if (!isTerminal(2)) return;
  // Not once: what gives the lock back when a signal ends us must see that this one does not yet.
  const onInterrupt = () => {
    void describeInterrupt(home, countSent())
      .then((text) => talk.warn(text))
      .catch(() => {})
      .finally(() => {
        process.removeListener('SIGINT', onInterrupt);
        process.kill(process.pid, 'SIGINT');
      });
  };
  process.on('SIGINT', onInterrupt);
}

async function describeInterrupt(home: Home, sent: number): Promise<string> {
  const underWay = await findSendUnderWay(home, new Date());
  const { total } = listReports(home, 'pending', 0);
  const waiting = underWay === undefined ? total : Math.max(0, total - 1);
  const parts = [`${countOf(sent, 'report')} sent`];
  if (underWay !== undefined)
    parts.push(
      `${underWay.id} is under way since ${underWay.startedAt}: its send goes on, and the next pass settles it`,
    );
  return `interrupted: ${[...parts, `${waiting} ${waiting === 1 ? 'waits' : 'wait'}`].join('; ')}`;
}
