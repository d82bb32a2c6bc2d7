import { variableOf } from '../arguments/readOptions.ts';
import type { ValueType } from './valueTypes.ts';

/** One setting, wherever it is named: options, help, `config.json`, docs/settings.md and the defaults of a schedule. */
export interface Setting<T> {
  /** Key in `config.json`. */
  key: string;
  /** Option, without dashes; its variable is that of `variableOfSetting`. */
  flag: string;
  type: ValueType<T>;
  /** What counts where nothing else is said. */
  default: T;
  /** The same under --scheduled, where it is another. */
  scheduled?: T;
  /**
   * Commands that have it: all that send, those that make a whole pass, those of owner-report-relay, or, for fields of a
   * report, the producer.
   */
  of: 'send' | 'pass' | 'relay' | 'report';
  /** Help of the option, the default included. */
  help: string;
  /** What stands for the value in the help. */
  placeholder?: string;
  /** Cells of docs/settings.md. */
  docs: { default: string; values: string };
}

/** Name of the variable that stands for a setting; none does for a field of a report: what is left over must not fill one in. */
export function variableOfSetting({ flag, of }: Setting<unknown>): string | undefined {
  return of === 'report' ? undefined : variableOf(flag);
}
