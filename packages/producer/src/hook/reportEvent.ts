import { hostname } from 'node:os';

import { type Invocation, isTerminal, type OptionSpec, fieldOptions, toWord } from '@owner-report/cli';
import { enqueue, toWellFormed } from '@owner-report/spool';

import { describeEnqueued } from '../enqueuedDocument.ts';
import { field } from '../options.ts';
import { readTeam } from '../readTeam.ts';
import { type AgentEvent, parseEvent } from './agentEvent.ts';
import { composeHookReport } from './composeHookReport.ts';
import type { Moment } from './moment.ts';
import { noteFailureAt } from './noteFailure.ts';
import { readClaudeEvent } from './readClaudeEvent.ts';
import { readCodexEvent } from './readCodexEvent.ts';
import { readGeminiEvent } from './readGeminiEvent.ts';
import { receiveEvent } from './receiveEvent.ts';

type ReadEvent = (event: AgentEvent, withSubagents: boolean) => Moment | undefined;

const readers = { claude: readClaudeEvent, codex: readCodexEvent, gemini: readGeminiEvent } satisfies Record<
  string,
  ReadEvent
>;

/** Agents whose events are understood. */
export const agents = Object.keys(readers) as (keyof typeof readers)[];

export const hookOptions: Record<string, OptionSpec> = {
  ...fieldOptions,
  worker: field('Worker: who reports (default: the agent at this host, such as claude@host)', 'W'),
  'task-id': field("Task that is reported on (default: the name of the agent's directory)", 'ID'),
  subagents: { type: 'boolean', describe: 'Report the end of subagents, too' },
};

/**
 * `owner-report-producer hook`: enqueues a report on what an event of an agent tells, if that is news to a person.
 *
 * Guarantee: it prints nothing but to a terminal. An agent would take what it prints for an answer.
 */
export async function reportEvent(invocation: Invocation): Promise<number> {
  const { home, text, flag } = invocation;
  const agent = toWord(text('agent') ?? '', 'hook', agents);
  // Codex gives the event of `notify` as the last argument.
  const event = parseEvent(text('event') ?? (await receiveEvent()));
  const read: ReadEvent = readers[agent];
  const moment = read(event, flag('subagents'));
  if (moment === undefined) {
    tell(invocation, 'This event is no news: nothing was enqueued.');
    return 0;
  }
  const report = composeHookReport({
    agent,
    moment,
    team: toWellFormed(text('team') ?? readTeam(home, (error) => noteFailureAt(home, agent, error))),
    worker: toWellFormed(text('worker') ?? `${agent}@${hostname()}`),
    taskId: text('task-id') === undefined ? undefined : toWellFormed(text('task-id') ?? ''),
    now: new Date(),
    environment: process.env,
  });
  // The id is made of the event: what has it, is this report.
  const enqueued = enqueue(home, report, { isSame: () => true });
  tell(invocation, describeEnqueued(enqueued) ?? enqueued.path);
  return 0;
}

function tell({ talk }: Invocation, line: string): void {
  if (isTerminal(2)) talk.note(line);
}
