import { toPrintable, toPrintableJson } from '@owner-report/spool';

import { paint, type Tone } from './colour.ts';
import { writeOut } from './output.ts';

/** Where a command says things: results to stdout, talk to stderr, all of it safe on a terminal. */
export interface Talk {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** A line of the result, for people, in the colour of its tone, if it has one; nothing with --json. */
  result: (text: string, tone?: Tone) => void;
  /** A document of the result; only with --json. */
  document: (value: object) => void;
  /** A line about what happens; nothing with --quiet. */
  note: (text: string) => void;
  /** A line for those who want to know more; only with --verbose. */
  detail: (text: string) => void;
  /** Something the operator should see, even with --quiet. */
  warn: (text: string) => void;
}

/** Talk of one invocation. */
export function createTalk(flags: { json: boolean; quiet: boolean; verbose: boolean }): Talk {
  return {
    ...flags,
    result: (text, tone) => {
      if (flags.json) return;
      const line = toPrintable(text);
      writeOut(1, `${tone === undefined ? line : paint(line, tone)}\n`);
    },
    document: (value) => {
      if (flags.json) writeOut(1, `${toPrintableJson(value)}\n`);
    },
    note: (text) => {
      if (!flags.quiet) writeOut(2, `${toPrintable(text)}\n`);
    },
    detail: (text) => {
      if (flags.verbose) writeOut(2, `${toPrintable(text)}\n`);
    },
    warn: (text) => {
      writeOut(2, `${toPrintable(text)}\n`);
    },
  };
}
