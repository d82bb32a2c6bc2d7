import { textOf, toEvent } from './agentEvent.ts';

/** The one of a tool's arguments that says most of what it is about to do; '' when none does. */
export function textOfTool(input: unknown): string {
  return textOf(toEvent(input), 'command', 'file_path', 'filePath', 'fileName', 'url', 'description', 'title');
}
