import { type LengthUnit, lengthUnits, measureText } from '@owner-report/spool';

/** How long the rest of a text is that is not kept, without the blanks at its end. */
export class TextRest {
  readonly #lengths = new Map<LengthUnit, number>();
  /** Of the blanks that end it so far. */
  readonly #blanks = new Map<LengthUnit, number>();

  /** Counts what follows. */
  add(text: string): void {
    const words = text.trimEnd();
    for (const unit of lengthUnits) {
      let blanks = this.#blanks.get(unit) ?? 0;
      if (words !== '') {
        this.#lengths.set(unit, this.lengthIn(unit) + blanks + measureText(words, unit));
        blanks = 0;
      }
      this.#blanks.set(unit, blanks + measureText(text.slice(words.length), unit));
    }
  }

  lengthIn(unit: LengthUnit): number {
    return this.#lengths.get(unit) ?? 0;
  }

  isEmpty(): boolean {
    return this.#lengths.size === 0;
  }
}
