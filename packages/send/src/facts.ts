import { hostname } from 'node:os';

import { generateReportId } from '@owner-report/spool';

import { splitHeadline } from './markup/headline.ts';

/** What is sent: the message, and what is known of its report. A field that is not known is ''. */
export interface Facts {
  /** Fitted to the channel, in the toolkit's own markup. */
  message: string;
  /** The report's id; by itself, one that is made for this call. */
  id: string;
  /** One line without markup. */
  title: string;
  status: string;
  team: string;
  worker: string;
  taskId: string;
  progress: string;
  source: string;
  done: string;
  next: string;
  /** ISO 8601. */
  createdAt: string;
  /** From 1 on. */
  attempt: number;
  maybeDuplicate: boolean;
}

/** The facts of one send: those that the driver gives, and what stands for them where a command is called by itself. */
export function readFacts(message: string, environment: NodeJS.ProcessEnv, now: Date): Facts {
  const field = (name: string) => environment[`OWNER_REPORT_${name}`] ?? '';
  const or = (given: string, standIn: () => string) => (given === '' ? standIn() : given);
  return {
    message,
    id: or(field('ID'), () => generateReportId(hostname(), 'message', now)),
    title: or(field('TITLE'), () => firstLine(message)),
    status: field('STATUS'),
    team: field('TEAM'),
    worker: field('WORKER'),
    taskId: field('TASK_ID'),
    progress: field('PROGRESS'),
    source: field('SOURCE'),
    done: field('DONE'),
    next: field('NEXT'),
    createdAt: or(field('CREATED_AT'), () => now.toISOString()),
    attempt: Math.max(1, Number.parseInt(field('ATTEMPT'), 10) || 1),
    maybeDuplicate: field('MAYBE_DUPLICATE') === '1',
  };
}

function firstLine(message: string): string {
  const text = message.trimStart();
  const { headline, rest } = splitHeadline(text);
  return headline ?? (rest.split('\n', 1)[0] ?? '').trim();
}
