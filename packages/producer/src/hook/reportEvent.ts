import { hostname } from 'node:os';

import { type Invocation, isTerminal, toWord } from '@owner-report/cli';
import { enqueue, toWellFormed } from '@owner-report/spool';

import { describeEnqueued } from '../enqueuedDocument.ts';
import { readTeam } from '../readTeam.ts';
import { type AgentEvent, parseEvent } from './agentEvent.ts';
import { type Agent, agents } from './agents.ts';
import { composeHookReport } from './composeHookReport.ts';
import type { Moment } from './moment.ts';
import { noteFailureAt } from './noteFailure.ts';
import { readClaudeEvent } from './readClaudeEvent.ts';
import { readCodexEvent } from './readCodexEvent.ts';
import { readGeminiEvent } from './readGeminiEvent.ts';
import { receiveEvent } from './receiveEvent.ts';

type ReadEvent = (event: AgentEvent, withSubagents: boolean) => Moment | undefined;

const readers: Readonly<Record<Agent, ReadEvent>> = {
  claude: readClaudeEvent,
  codex: readCodexEvent,
  gemini: readGeminiEvent,
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
  const moment = readers[agent](event, flag('subagents'));
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
