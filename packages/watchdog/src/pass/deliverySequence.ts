import { withHoldHint } from '@owner-report/cli';
import {
  type Attempt,
  deliverReport,
  type Delivery,
  nameRoute,
  type Pass,
  prepareReport,
  takeBackAttempt,
} from '@owner-report/driver';
import {
  type Entry,
  holdReport,
  InvalidReportError,
  lstatIfThere,
  NotFoundError,
  type Report,
} from '@owner-report/spool';

/**
 * Delivers reports one at a time, in the order it is given them. While the send command of one runs, the next one is
 * made ready: nothing of it goes out before the one before it is settled.
 */
export class DeliverySequence {
  readonly #pass: Pass;
  readonly #isStopped: (() => boolean) | undefined;
  readonly #isOurs: ((report: Report) => boolean) | undefined;
  #ready: { id: string; attempt: Promise<Attempt | undefined> } | undefined;

  /**
   * @param isStopped whether to begin no other send; undefined where nothing but the end of the process stops it
   * @param isOurs whether a report still belongs here; undefined where all do
   */
  constructor(pass: Pass, isStopped: (() => boolean) | undefined, isOurs?: (report: Report) => boolean) {
    this.#pass = pass;
    this.#isStopped = isStopped;
    this.#isOurs = isOurs;
  }

  /**
   * Delivers one entry; 'gone' when an operator has moved it since it was listed, 'stopped' when it was not begun,
   * 'elsewhere' when it is not ours any more.
   * @param next finds the one that will come after it, if any; it is asked while this one is sent
   */
  async deliver(entry: Entry, next: () => Entry | undefined): Promise<Delivery | 'gone' | 'stopped' | 'elsewhere'> {
    const attempt = await this.#take(entry.id);
    const isHolding = this.#pass.settings.onInvalid === 'hold';
    try {
      const delivery = await deliverReport(this.#pass, entry.id, {
        ignoreBackoff: false,
        attempt,
        isStopped: this.#isStopped,
        isOurs: this.#isOurs,
        onSending: () => this.#prepare(next(), entry.id),
      });
      if (!isHolding || typeof delivery === 'string' || delivery.outcome !== 'rejected') return delivery;
      return lstatIfThere(entry.path) === undefined ? 'gone' : this.#hold(entry, 'rejected', delivery.reason);
    } catch (error) {
      if (error instanceof NotFoundError) return 'gone';
      if (!(error instanceof InvalidReportError)) throw error;
      if (isHolding) return this.#hold(entry, 'invalid', error.message);
      const { home, lane } = this.#pass;
      const remedy = `${lane === undefined ? 'The queue' : `Route ${lane.name}`} waits for it. ${error.remedy ?? 'Mend the file.'}`;
      throw withHoldHint(home, entry.id, new InvalidReportError(error.message, { cause: error, remedy }));
    }
  }

  /** Takes back what was made ready. To be called when no more is delivered. */
  async stop(): Promise<void> {
    const attempt = await this.#ready?.attempt;
    this.#ready = undefined;
    if (attempt !== undefined) takeBackAttempt(this.#pass, attempt);
  }

  async #take(id: string): Promise<Attempt | undefined> {
    if (this.#ready?.id !== id) await this.stop();
    const attempt = await this.#ready?.attempt;
    this.#ready = undefined;
    return attempt;
  }

  #prepare(next: Entry | undefined, behind: string): Promise<unknown> | undefined {
    if (next !== undefined) this.#ready = { id: next.id, attempt: prepareReport(this.#pass, next.id, behind) };
    return this.#ready?.attempt;
  }

  #hold(entry: Entry, cause: 'invalid' | 'rejected', why: string): Delivery {
    const path = holdReport(this.#pass.home, entry.path);
    const reason = `${cause}: ${why}`;
    this.#pass.log({ event: 'held', report_id: entry.id, reason });
    const { lane } = this.#pass;
    return nameRoute({ id: entry.id, outcome: 'held', cause, path, reason }, lane && { route: lane.name });
  }
}
