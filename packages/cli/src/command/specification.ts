import type { Home } from '@owner-report/spool';

import type { Offer, OptionSpec } from '../arguments/optionSpec.ts';
import type { GivenOptions } from '../arguments/readOptions.ts';
import type { Talk } from '../talk/talk.ts';

/** What a command is given to run with. */
export interface Invocation {
  home: Home;
  talk: Talk;
  /** A string option or positional, from the flag or else the environment. */
  text: (name: string) => string | undefined;
  /** The same for a path: a leading `~/` is expanded. @throws UsageError for what only a shell would have replaced */
  path: (name: string) => string | undefined;
  flag: (name: string) => boolean;
  list: (name: string) => string[];
  /** All options that were given, by flag or environment; those of the flags alone. */
  given: GivenOptions;
  flags: GivenOptions;
  /** What stands behind `--`, or undefined when there is no `--`. For a command with positionals it is among those. */
  rest: string[] | undefined;
}

/** Runs a command. @returns its exit code */
type Run = (invocation: Invocation) => number | Promise<number>;

/** One command, or the default one (`$0`). */
export type CommandSpec = Facts & Work;

/** What a command does, by one of three. */
type Work = OneOf<{
  /** Of one that is over in a moment. Where it turns out to need a part, or warns, it begins anew: see `runWithParts`. */
  run: Run;
  /** Of one that could not begin anew, and loads what it needs by itself. */
  runOnce: Run;
  /** Of any other one: loads it. It runs with all parts of the program. */
  load: () => Promise<Run>;
}>;

type OneOf<T> = { [K in keyof T]: Pick<T, K> & { [Other in Exclude<keyof T, K>]?: never } }[keyof T];

interface Facts {
  /** `$0`, or the name, followed by positionals in yargs' notation: `hold <report>`. */
  command: string;
  describe: string;
  positionals?: Record<string, string>;
  /** What a shell may offer for a positional. */
  offers?: Record<string, Offer>;
  options?: Record<string, OptionSpec>;
  /** It runs the command that stands behind `--`. */
  takesCommand?: true;
  /** What else its help says, below the options. */
  notes?: string;
  /**
   * For a command that must not disturb whoever calls it: what it fails of, its command line included, is told to this, and on
   * stderr only to a terminal. It then ends with 0. Must not throw.
   * @param args the command line, which may be wrong itself
   */
  onFailure?: (error: unknown, args: readonly string[]) => void;
}

/** A command line, and what it is read with. */
export interface CommandLine {
  spec: CliSpec;
  args: readonly string[];
  /** The command that it calls; undefined where it calls none that there is. */
  chosen: CommandSpec | undefined;
  options: Readonly<Record<string, OptionSpec>>;
}

/** A whole program. */
export interface CliSpec {
  name: string;
  describe: string;
  commands: CommandSpec[];
  /** Options that each of its commands takes, beside the global ones. */
  options?: Record<string, OptionSpec>;
  /** Command line and what it does, for the help. */
  examples: [string, string][];
  /** Exit code and meaning, for the help; with the names of the commands that end so, where not all do. */
  exits: readonly (readonly [code: number | 'N', meaning: string, commands?: readonly string[]])[];
}

/** Options that every command has. */
export const globalOptions: Record<string, OptionSpec> = {
  home: {
    type: 'string',
    describe: 'Directory of the queue (default ~/.clawteam/owner-reports)',
    placeholder: 'DIR',
    offer: 'directory',
  },
  json: { type: 'boolean', describe: 'Print JSON: one document, or one per line for lists' },
  quiet: { type: 'boolean', describe: 'Say nothing but results, warnings and errors' },
  verbose: { type: 'boolean', describe: 'Say more, and show where a bug of ours happened' },
};
