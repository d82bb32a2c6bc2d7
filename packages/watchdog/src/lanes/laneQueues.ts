import { isHeldBack, type Lane, laneOf, type Sending } from '@owner-report/cli';
import { type Entry, readFields } from '@owner-report/spool';

/**
 * Pending reports by their lanes, each lane oldest first. A report is looked into when its lane has to be known, and no
 * sooner: what a pass does not get to is not read.
 */
export class LaneQueues {
  readonly #sending: Sending;
  readonly #now: Date;
  readonly #unplaced: Iterator<Entry>;
  readonly #queues = new Map<string, Entry[]>();
  #quiet = 0;

  /**
   * @param entries oldest first
   * @param now the time by which quiet hours are judged
   */
  constructor(entries: readonly Entry[], sending: Sending, now: Date) {
    this.#sending = sending;
    this.#now = now;
    this.#unplaced = entries.values();
  }

  /** Reports found so far that wait for the end of quiet hours: they are in no queue. */
  get quiet(): number {
    return this.#quiet;
  }

  /** The next report of a lane, which stays there. */
  peek(lane: Lane): Entry | undefined {
    const queue = this.#queueOf(lane.name);
    while (queue.length === 0) if (!this.#placeNext()) return undefined;
    return queue[0];
  }

  /** The next report of a lane, which leaves it. */
  take(lane: Lane): Entry | undefined {
    return this.peek(lane) && this.#queueOf(lane.name).shift();
  }

  #placeNext(): boolean {
    const { value: entry, done } = this.#unplaced.next();
    if (done === true) return false;
    const fields = readFields(entry.path);
    const lane = laneOf(fields, this.#sending);
    if (fields !== undefined && isHeldBack(fields, lane, this.#now)) this.#quiet += 1;
    else this.#queueOf(lane.name).push(entry);
    return true;
  }

  #queueOf(name: string): Entry[] {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return queue;
  }
}
