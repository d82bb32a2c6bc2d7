import { runSend } from './sendBy.ts';

/** What the driver says of the report that is sent. */
export const facts = {
  OWNER_REPORT_ID: '20261121T101112345Z-w-job-7k3q9x',
  OWNER_REPORT_TITLE: '[警告] 備份 failed',
  MAIL_FROM: 'reports@example.org',
};

/** Its message. */
const message = '**[警告] 備份 failed**\n\nDone: 12 of 15\n.\nFrom here on\n';

/** What became of it, for the driver. */
interface Outcome {
  outcome: string;
  message_id?: string;
  reason?: string;
}

/** Sends a mail by the way that the settings name. */
export async function sendMail(env: Record<string, string>, args: string[] = ['--to', 'owner@example.org']) {
  const { result, ...others } = await runSend('mail', { args, env: { ...facts, ...env }, message });
  return { result: others, said: result as unknown as Outcome };
}

/** A header of a mail, as it stands there. */
export const headerOf = (text: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'mi').exec(text)?.[1] ?? '';
