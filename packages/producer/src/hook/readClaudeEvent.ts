import { type AgentEvent, textOf, toEvent } from './agentEvent.ts';
import { type Moment, unsaid } from './moment.ts';
import { textOfQuestions, textOfTool } from './textOfTool.ts';

// Notifications of an agent that stands still until somebody answers. Not `idle_prompt`: it comes a minute after each turn.
const waits: ReadonlySet<string> = new Set([
  'permission_prompt',
  'agent_needs_input',
  'elicitation_dialog',
  'elicitation_url_dialog',
  'quota_auto_resume_stale',
  'quota_auto_resume_disabled',
]);

// Statuses of a background task that is still listed, and at its end.
const ends: ReadonlySet<string> = new Set([
  'completed',
  'failed',
  'killed',
  'stopped',
  'cancelled',
  'canceled',
  'error',
]);

/**
 * What an event of Claude Code tells; undefined when it is no news. The fields are those of
 * https://code.claude.com/docs/en/hooks in October 2026.
 * @param withSubagents whether the end of a subagent is news
 */
export function readClaudeEvent(event: AgentEvent, withSubagents: boolean): Moment | undefined {
  const name = textOf(event, 'hook_event_name');
  const subagent = textOf(event, 'agent_type');
  const isSubagent = name === 'SubagentStop' || textOf(event, 'agent_id') !== '';
  const about = {
    ...unsaid,
    session: textOf(event, 'session_id'),
    // Codex has `turn_id` in events that are of this shape otherwise.
    turn: textOf(event, 'prompt_id', 'turn_id'),
    cwd: textOf(event, 'cwd'),
    subagent: isSubagent ? subagent : '',
    subagentId: textOf(event, 'agent_id'),
    message: textOf(event, 'last_assistant_message'),
  };
  switch (name) {
    case 'Notification':
      return isWait(event) ? { ...about, kind: 'waiting', message: textOf(event, 'message', 'title') } : undefined;
    case 'PermissionRequest':
      return { ...about, kind: 'waiting', ...askedBy(event) };
    case 'SessionEnd':
      return { ...about, kind: 'ended', reason: textOf(event, 'reason'), message: '' };
    case 'Stop':
      if (isSubagent && !withSubagents) return undefined;
      return isBusy(event) ? undefined : { ...about, kind: 'finished' };
    case 'SubagentStop':
      // Without a type it is one of Claude's own, which suggests a prompt or the like. Its list of tasks is that of the session.
      return withSubagents && subagent !== '' ? { ...about, kind: 'finished' } : undefined;
    case 'StopFailure':
      if (isSubagent && !withSubagents) return undefined;
      return { ...about, kind: 'failed', reason: reasonOf(event) };
    default:
      return undefined;
  }
}

// Before there were types, the words alone said it.
function isWait(event: AgentEvent): boolean {
  const type = textOf(event, 'notification_type');
  return type === '' ? /\bpermission\b/i.test(textOf(event, 'message').slice(0, 200)) : waits.has(type);
}

function askedBy(event: AgentEvent): Pick<Moment, 'message' | 'asked' | 'input'> {
  const given = event['tool_input'];
  const input = JSON.stringify(given) ?? '';
  const questions = textOfQuestions(given);
  if (questions !== '') return { message: questions, asked: '', input };
  const tool = textOf(event, 'tool_name');
  return { message: `Permission to use ${tool === '' ? 'a tool' : tool}`, asked: textOfTool(given), input };
}

// Each entry is a task in flight, unless it says otherwise.
function isBusy(event: AgentEvent): boolean {
  const tasks = event['background_tasks'];
  return Array.isArray(tasks) && tasks.some((task) => !ends.has(textOf(toEvent(task), 'status')));
}

function reasonOf(event: AgentEvent): string {
  const details = textOf(event, 'error_details');
  const error = textOf(event, 'error');
  if (details === '') return error;
  return error === '' ? details : `${error} (${details})`;
}
