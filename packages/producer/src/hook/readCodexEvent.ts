import { type AgentEvent, textOf } from './agentEvent.ts';
import { type Moment, unsaid } from './moment.ts';
import { readClaudeEvent } from './readClaudeEvent.ts';

/**
 * What an event of Codex tells; undefined when it is no news. `notify` gives one that ends a turn, of its own shape; its hooks
 * have that of Claude Code.
 * @param withSubagents whether the end of a subagent is news
 */
export function readCodexEvent(event: AgentEvent, withSubagents: boolean): Moment | undefined {
  if (textOf(event, 'type') !== 'agent-turn-complete') return readClaudeEvent(event, withSubagents);
  return {
    ...unsaid,
    kind: 'finished',
    session: textOf(event, 'thread-id'),
    turn: textOf(event, 'turn-id'),
    cwd: textOf(event, 'cwd'),
    message: textOf(event, 'last-assistant-message'),
  };
}
