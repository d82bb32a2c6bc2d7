import { isTerminal } from './output.ts';

/** How a line is to be taken: all is well, work goes on, somebody should look, something is wrong. */
export type Tone = 'ok' | 'busy' | 'attention' | 'alert';

const colours = { ok: 'green', busy: 'cyan', attention: 'yellow', alert: 'red' } as const;

/** The text in the colour of its tone, where stdout is a terminal that shows some and nobody has asked for none. */
export function paint(text: string, tone: Tone): string {
  if (!hasColour(process.env)) return text;
  return process.getBuiltinModule('node:util').styleText(colours[tone], text);
}

// https://no-color.org
function hasColour({ NO_COLOR = '', TERM = '' }: NodeJS.ProcessEnv): boolean {
  return NO_COLOR === '' && TERM !== '' && TERM !== 'dumb' && isTerminal(1);
}
