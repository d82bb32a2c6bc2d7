import { InvalidReportError } from '@owner-report/spool';

/** What an agent tells its hook, as it came: any field may be missing, or be of any type. */
export type AgentEvent = Readonly<Record<string, unknown>>;

/** @throws InvalidReportError. It quotes nothing: what an agent says may be confidential. */
export function parseEvent(text: string): AgentEvent {
  const event = toEvent(parse(text));
  if (event !== undefined) return event;
  const found = text.trim() === '' ? 'nothing' : `${text.length} characters that are none`;
  throw new InvalidReportError(`expected an event, which is an object of JSON, got ${found}`, {
    remedy: 'Compare the settings of the agent with docs/agents.md.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value, if it is an object. */
export function toEvent(value: unknown): AgentEvent | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AgentEvent) : undefined;
}

/** The text of the first of some fields that holds any; '' when none does. */
export function textOf(event: AgentEvent | undefined, ...keys: string[]): string {
  const texts = keys.map((key) => event?.[key]).filter((value) => typeof value === 'string');
  return texts.find((text) => text.trim() !== '') ?? '';
}
