import { posix } from 'node:path';

import {
  cutBefore,
  dropUnsafe,
  digestOf,
  redact,
  type Report,
  type Status,
  toWellFormed,
  underHeadline,
} from '@owner-report/spool';

import { toCodeBlock } from '../body/codeFence.ts';
import { fitBody } from '../body/fitBody.ts';
import { LongText } from '../body/longText.ts';
import type { Moment } from './moment.ts';

const statusOf: Readonly<Record<Moment['kind'], Status>> = {
  finished: 'done',
  failed: 'alert',
  waiting: 'action_required',
  ended: 'normal',
};

/** Most bytes of an agent's words: more than any channel takes, and few enough to be looked through for secrets at once. */
const maxMessageBytes = 32 * 1024;

/** Most characters of a field. All of them have room in a front matter, whatever they hold. */
const maxFieldLength = 100;

/** What the report of a hook is made of. */
export interface HookFacts {
  agent: string;
  moment: Moment;
  team: string;
  worker: string;
  /** What is reported on; the name of the agent's directory where it is undefined. */
  taskId: string | undefined;
  now: Date;
  /** Its values of secret names are taken out of what the agent says. */
  environment: NodeJS.ProcessEnv;
}

/** The report on a moment. The same moment gives the same id. */
export function composeHookReport({ agent, moment, team, worker, taskId, now, environment }: HookFacts): Report {
  const toField = (text: string) => toShort(text, environment);
  const known = { session: moment.session, turn: moment.turn, subagent: moment.subagent, cwd: moment.cwd };
  const extra = Object.entries(known).flatMap(([key, text]) => (text === '' ? [] : [[key, toField(text)] as const]));
  const report: Report = {
    report_id: `${agent}-${moment.kind}-${digestOfMoment(moment)}`,
    created_at: now.toISOString(),
    team,
    worker,
    task_id: taskId ?? (toField(posix.basename(moment.cwd)) || agent),
    progress: '',
    status: statusOf[moment.kind],
    source: `${agent}-hook`,
    done: '',
    next: '',
    extra: Object.fromEntries(extra.filter(([, text]) => text !== '')),
    body: '',
  };
  const [message, asked] = [toText(moment.message, environment), toText(moment.asked, environment)];
  const lead = leadOf({ ...moment, message, asked }, toField);
  const parts = [lead, message, asked === '' ? '' : toCodeBlock(asked).trimEnd()];
  return { ...report, body: underHeadline(report, `${parts.filter((part) => part !== '').join('\n\n')}\n`) };
}

function digestOfMoment(moment: Moment): string {
  return digestOf(Buffer.from(JSON.stringify(Object.entries(moment).sort()))).slice(0, 24);
}

// What a message does not say by itself.
function leadOf({ kind, subagent, reason, message, asked }: Moment, toField: (text: string) => string): string {
  const [who, why] = [toField(subagent), toField(reason)];
  const because = why === '' ? '' : `: ${why}`;
  switch (kind) {
    case 'failed':
      return `The turn has failed${because}`;
    case 'waiting':
      return `It waits for your answer${message === '' && asked === '' ? '' : ':'}`;
    case 'ended':
      return `The session has ended${because}`;
    case 'finished':
      if (who !== '') return `Subagent ${who} has finished${message === '' ? '' : ':'}`;
      return message === '' ? 'The turn has ended, without words' : '';
  }
}

/** On one line, and short. */
function toShort(text: string, environment: NodeJS.ProcessEnv): string {
  const start = text.slice(0, maxFieldLength * 4).replace(/\s+/g, ' ');
  const safe = redact(dropUnsafe(toWellFormed(start)), environment).trim();
  return toWellFormed(safe.slice(0, cutBefore(safe, maxFieldLength)));
}

/** Its beginning and its end where it is long; without what a terminal would act on, and without secrets. */
function toText(text: string, environment: NodeJS.ProcessEnv): string {
  const long = new LongText();
  long.add(Buffer.from(dropUnsafe(text)));
  return redact(fitBody(long.end(), maxMessageBytes).text, environment).trim();
}
