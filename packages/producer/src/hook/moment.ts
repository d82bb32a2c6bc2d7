/**
 * What an event tells a person who is elsewhere. All texts are as they came, of any length, and '' where the event says nothing.
 *
 * - `finished`: the turn has ended, and nothing goes on.
 * - `failed`: the turn has ended before its end.
 * - `waiting`: the agent stands still until somebody answers.
 * - `ended`: the session has ended.
 */
export interface Moment {
  kind: 'finished' | 'failed' | 'waiting' | 'ended';
  session: string;
  /** Tells the turns of a session apart. */
  turn: string;
  /** Directory in which the agent works. */
  cwd: string;
  /** Which kind of subagent it is about, and which one; '' for the agent itself. */
  subagent: string;
  subagentId: string;
  /** What went wrong, or why the session ended, in a few words. */
  reason: string;
  /** What the agent said last, or asks. */
  message: string;
  /** What it asks leave for: a command, a file. */
  asked: string;
  /** All that a tool was given, to tell two requests apart. Nobody is shown it. */
  input: string;
}

/** The texts that most events do not have. */
export const unsaid = { subagent: '', subagentId: '', reason: '', message: '', asked: '', input: '' };
