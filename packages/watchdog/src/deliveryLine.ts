import { deliverReport, prepareReport, type Attempt, type Delivery, type Pass } from '@owner-report/driver';
import { holdHint, holdReport, InvalidReportError, NotFoundError, type Entry } from '@owner-report/spool';

/**
 * Delivers the reports of a list in its order, one at a time. While the send command of one runs, the next one is made
 * ready: nothing of it goes out before the one before it is settled.
 */
export class DeliveryLine {
  readonly #pass: Pass;
  readonly #next: ReadonlyMap<string, string>;
  #ready: { id: string; attempt: Promise<Attempt | undefined> } | undefined;

  constructor(pass: Pass, entries: readonly Entry[]) {
    this.#pass = pass;
    this.#next = new Map(entries.slice(1).map(({ id }, index) => [(entries[index] as Entry).id, id]));
  }

  /** Delivers one entry; 'gone' when an operator has moved it since it was listed. */
  async deliver(entry: Entry): Promise<Delivery | 'gone'> {
    const attempt = await this.#take(entry.id);
    try {
      return await deliverReport(this.#pass, entry.id, {
        ignoreBackoff: false,
        attempt,
        onSending: () => this.#prepareAfter(entry.id),
      });
    } catch (error) {
      if (error instanceof NotFoundError) return 'gone';
      if (!(error instanceof InvalidReportError)) throw error;
      if (this.#pass.settings.onInvalid === 'hold') return this.#hold(entry, error);
      throw new InvalidReportError(error.message, {
        cause: error,
        remedy: `The queue waits for it. Mend the file, or set it aside: ${holdHint(this.#pass.home, entry.id, 'invalid')}`,
      });
    }
  }

  /** Takes back what was made ready. To be called when no more is delivered. */
  async stop(): Promise<void> {
    const attempt = await this.#ready?.attempt;
    this.#ready = undefined;
    attempt?.dismiss();
  }

  async #take(id: string): Promise<Attempt | undefined> {
    if (this.#ready?.id !== id) await this.stop();
    const attempt = await this.#ready?.attempt;
    this.#ready = undefined;
    return attempt;
  }

  #prepareAfter(id: string): void {
    const next = this.#next.get(id);
    if (next !== undefined) this.#ready = { id: next, attempt: prepareReport(this.#pass, next) };
  }

  async #hold(entry: Entry, error: InvalidReportError): Promise<Delivery> {
    const path = await holdReport(this.#pass.home, entry.path);
    const reason = `invalid: ${error.message}`;
    await this.#pass.log({ event: 'held', report_id: entry.id, reason });
    return { id: entry.id, outcome: 'held', cause: 'invalid', path, reason };
  }
}
