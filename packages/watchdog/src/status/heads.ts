import type { HeadStatus, QueueStatus } from './queueStatus.ts';

/** What a lane, or the queue where there is one, would send next. */
export interface LaneHead {
  /** Where there are routes. */
  route?: string;
  head: HeadStatus;
}

/** What each lane would send next; where quiet hours hold all of it back, what was tried before they began. */
export function findHeads({ head, lanes }: QueueStatus): LaneHead[] {
  if (lanes === undefined) return head === null ? [] : [{ head }];
  return lanes.flatMap(({ route, head: own, held_back: heldBack, why }) => {
    const told = own ?? (why === null ? null : heldBack);
    return told === null ? [] : { route, head: told };
  });
}

/** For how many seconds the head of each lane could have gone out. */
export function findDueSeconds({ head, lanes }: QueueStatus): number[] {
  if (lanes === undefined) return head === null ? [] : [head.age_seconds];
  return lanes.flatMap(({ due_seconds: due }) => due ?? []);
}
