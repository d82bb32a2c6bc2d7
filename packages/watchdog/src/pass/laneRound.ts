import { type Lane, laneOf, isHeldBack } from '@owner-report/cli';
import { exitCodeOfDelivery, isSettled, type Pass, passOfLane } from '@owner-report/driver';
import {
  describeError,
  type Entry,
  type ExitCode,
  exitCodeOfError,
  exitCodes,
  type Listing,
  LockedError,
  OwnerReportError,
} from '@owner-report/spool';

import { LaneQueues } from '../lanes/laneQueues.ts';
import { DeliverySequence } from './deliverySequence.ts';
import { type PassOrder, tellDelivery, wasGivenUp } from './passOrder.ts';
import { worstExitCode } from './worstExitCode.ts';

/** One pass through the lanes: what was sent so far, and which lanes have failed. */
export class LaneRound {
  readonly #pass: Pass;
  readonly #order: PassOrder;
  readonly #listing: Listing;
  readonly #queues: LaneQueues;
  readonly #codes: ExitCode[];
  readonly #told = new Set<string>();
  readonly reached = new Set<string>();
  /** Names of lanes that a failure has stopped. */
  readonly stopped = new Set<string>();
  sent = 0;
  /** Reports that have left `pending/`. */
  gone = 0;
  /** Reports that were edited into another lane since theirs was found: the next pass sends them. */
  moved = 0;

  constructor(pass: Pass, order: PassOrder, listing: Listing, exitCodeSoFar: ExitCode) {
    this.#pass = pass;
    this.#order = order;
    this.#listing = listing;
    this.#queues = new LaneQueues(listing.entries, order.sending, pass.now());
    this.#codes = [exitCodeSoFar];
  }

  get exitCode(): ExitCode {
    return worstExitCode(this.#codes);
  }

  /** How many more may be sent. */
  get left(): number {
    return this.#order.maxCount - this.sent;
  }

  get quiet(): number {
    return this.#queues.quiet;
  }

  /**
   * Sends reports of a lane, oldest first, until so many are sent or one fails: that stops this lane, and no other.
   * @returns 'stopped' when the pass was told to end
   */
  async serve(lane: Lane, most: number): Promise<'served' | 'stopped'> {
    this.reached.add(lane.name);
    if (this.stopped.has(lane.name) || this.#order.isResting?.(lane.name) === true) return 'served';
    const sequence = this.#createSequence(lane);
    try {
      if (this.#queues.peek(lane) !== undefined) await this.#order.beforeLane?.(lane);
      return await this.#sendFrom(lane, sequence, most);
    } catch (error) {
      if (!(error instanceof OwnerReportError) || error instanceof LockedError) throw error;
      this.#stop(lane, exitCodeOfError(error));
      this.#tellOnce(lane, error);
      return 'served';
    } finally {
      await sequence.stop();
    }
  }

  #createSequence(lane: Lane): DeliverySequence {
    const { sending, isStopped } = this.#order;
    return new DeliverySequence(passOfLane(this.#pass, lane), isStopped, (report) => {
      return laneOf(report, sending).name === lane.name && !isHeldBack(report, lane, this.#pass.now());
    });
  }

  async #sendFrom(lane: Lane, sequence: DeliverySequence, most: number): Promise<'served' | 'stopped'> {
    const end = this.sent + most;
    for (let entry = this.#take(lane, end); entry !== undefined; entry = this.#take(lane, end)) {
      if (this.#order.isStopped?.() === true) return 'stopped';
      // What would be beyond the last one that may be sent is not made ready.
      const next = () => (this.sent + 1 < end ? this.#queues.peek(lane) : undefined);
      const delivery = await sequence.deliver(entry, next);
      if (delivery === 'stopped') return 'stopped';
      if (delivery === 'elsewhere') this.moved += 1;
      if (delivery === 'gone') this.gone += 1;
      if (typeof delivery === 'string') continue;
      if (delivery.outcome === 'sent') this.sent += 1;
      if (isSettled(delivery)) this.gone += 1;
      tellDelivery(this.#order, delivery, { done: this.gone, planned: this.#planned });
      if (wasGivenUp(delivery)) this.#codes.push(exitCodes.retry);
      if (isSettled(delivery)) continue;
      this.#stop(lane, exitCodeOfDelivery(delivery));
      return 'served';
    }
    return 'served';
  }

  #take(lane: Lane, end: number): Entry | undefined {
    return this.sent < end ? this.#queues.take(lane) : undefined;
  }

  get #planned(): number {
    return Math.min(this.#order.maxCount, this.#listing.total);
  }

  #stop(lane: Lane, exitCode: ExitCode): void {
    this.stopped.add(lane.name);
    this.#codes.push(exitCode);
  }

  // What is wrong with the home is wrong for every lane.
  #tellOnce({ name }: Lane, error: OwnerReportError): void {
    const text = describeError(error);
    if (!this.#told.has(text)) this.#order.onWarning(`route ${name}: ${text}`);
    this.#told.add(text);
  }
}
