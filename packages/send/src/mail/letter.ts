import { hostname } from 'node:os';
import { domainToASCII } from 'node:url';

import { ConfigError, showText } from '@owner-report/spool';

import type { Facts } from '../facts.ts';
import { toPlain } from '../markup/toPlain.ts';

/** A mail, ready to be handed over. */
export interface Letter {
  from: string | undefined;
  to: string;
  /** With its angle brackets. */
  messageId: string;
  bytes: Buffer;
}

const longestSubject = 200;

/**
 * Makes the mail of a message. Its Message-ID is made of the report's id, so that a mail system that has it already can tell.
 * @param newline what ends a line: of SMTP, or of a Unix program
 * @throws ConfigError for what is no address
 */
export async function composeLetter(
  facts: Facts,
  target: string,
  sender: string | undefined,
  now: Date,
  newline: '\r\n' | '\n',
): Promise<Letter> {
  const to = toAddress(target, 'the target');
  const from = sender === undefined ? undefined : toAddress(sender, 'MAIL_FROM');
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const messageId = `<${facts.id}-owner-report@${from?.split('@')[1] ?? hostname()}>`;
  const node = new MailComposer({
    ...(from === undefined ? {} : { from }),
    to,
    subject: toSubject(facts.title),
    messageId,
    date: now,
    text: `${toPlain(facts.message)}\n`,
    // Nobody's holiday notice is wanted.
    headers: { 'Auto-Submitted': 'auto-generated' },
    newline,
  }).compile();
  return { from, to, messageId, bytes: await node.build() };
}

function toSubject(title: string): string {
  const line = title.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line === '' ? 'owner-report' : Array.from(line).slice(0, longestSubject).join('');
}

// One address and nothing else: a comma would be a second one, a line end another header.
function toAddress(text: string, where: string): string {
  const [, name = '', domain] =
    /^([^\s@<>(),;:"\\[\]\p{Cc}-][^\s@<>(),;:"\\[\]\p{Cc}]*)(?:@([^\s@<>(),;:"\\\p{Cc}]+))?$/u.exec(text) ?? [];
  if (name !== '') return domain === undefined ? name : `${name}@${toAsciiDomain(domain)}`;
  throw new ConfigError(`${where}: expected one mail address, such as ops@example.org, got ${showText(text)}`, {
    remedy: 'For several people, let an alias or a mailing list be that address.',
  });
}

// As the domain name system has it: few servers take another form. What is no domain is for the server to refuse.
function toAsciiDomain(domain: string): string {
  return (/\P{ASCII}/u.test(domain) ? domainToASCII(domain) : '') || domain;
}
