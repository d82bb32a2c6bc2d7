import { textOf, toEvent } from './agentEvent.ts';

/** The one of a tool's arguments that says most of what it is about to do; '' when none does. */
export function textOfTool(input: unknown): string {
  return textOf(
    toEvent(input),
    'command',
    'file_path',
    'filePath',
    'fileName',
    'notebook_path',
    'url',
    'query',
    'plan',
    'prompt',
    'description',
    'title',
  );
}

/** The questions of a tool that asks a person, such as AskUserQuestion, each with its answers to choose from; '' when there are none. */
export function textOfQuestions(input: unknown): string {
  const questions = listOf(toEvent(input)?.['questions']).map((entry) => {
    const question = textOf(toEvent(entry), 'question');
    const answers = listOf(toEvent(entry)?.['options']).map((option) => textOf(toEvent(option), 'label'));
    return question === '' ? '' : [question, ...answers.filter(Boolean).map((answer) => `- ${answer}`)].join('\n');
  });
  return questions.filter(Boolean).join('\n\n');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
