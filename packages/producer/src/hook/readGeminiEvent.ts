import { type AgentEvent, textOf } from './agentEvent.ts';
import { type Moment, unsaid } from './moment.ts';
import { textOfTool } from './textOfTool.ts';

/**
 * What an event of Gemini CLI tells; undefined when it is no news. The fields are those of its docs/hooks/reference.md. It has no
 * event for a failure, and none of subagents.
 */
export function readGeminiEvent(event: AgentEvent): Moment | undefined {
  const about = {
    ...unsaid,
    session: textOf(event, 'session_id'),
    // Turns have no id. The time is that of the event, the same for all hooks that it is given to.
    turn: textOf(event, 'timestamp'),
    cwd: textOf(event, 'cwd'),
  };
  switch (textOf(event, 'hook_event_name')) {
    case 'AfterAgent':
      return { ...about, kind: 'finished', message: textOf(event, 'prompt_response') };
    case 'Notification':
      if (textOf(event, 'notification_type') !== 'ToolPermission') return undefined;
      return { ...about, kind: 'waiting', message: textOf(event, 'message'), asked: textOfTool(event['details']) };
    case 'SessionEnd':
      return { ...about, kind: 'ended', reason: textOf(event, 'reason') };
    default:
      return undefined;
  }
}
