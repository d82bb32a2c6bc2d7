import { Readable } from 'node:stream';

import type { Outcome } from '@owner-report/cli';
import { ConfigError } from '@owner-report/spool';

import { parseUrl } from '../http/parseUrl.ts';
import { judgeSmtpError } from './judgeSmtpError.ts';
import type { Letter } from './letter.ts';

// For the server's farewell, once it has the mail.
const quitMs = 1000;

/**
 * Hands a mail to an SMTP server. Not by nodemailer's transport, which does not tell whether the mail was on its way when the
 * connection broke.
 * @param url `smtp://user:password@host:587`, or `smtps://`
 * @throws ConfigError for another address
 */
export async function sendBySmtp(url: string, letter: Letter, timeoutMs: number): Promise<Outcome> {
  assertSmtpUrl(url);
  const [{ default: SMTPConnection }, { parseConnectionUrl }] = await Promise.all([
    import('nodemailer/lib/smtp-connection'),
    import('nodemailer/lib/shared'),
  ]);
  const { auth, ...options } = parseConnectionUrl(url);
  const limit = {
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  };
  const connection = new SMTPConnection({ ...options, ...limit, socketCloseTimeout: 0 });
  const timer = { late: undefined as NodeJS.Timeout | undefined };
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    timer.late = setTimeout(() => reject(new Error(`no answer within ${Math.round(timeoutMs / 1000)} s`)), timeoutMs);
  });
  const step = (work: (done: (error?: Error | null) => void) => void) =>
    Promise.race([
      broken,
      new Promise<void>((resolve, reject) => work((error) => (error ? reject(error) : resolve()))),
    ]);
  let isBegun = false;
  // The mail is read once the server has asked for it.
  const content = new Readable({
    read() {
      isBegun = true;
      this.push(letter.bytes);
      // oxlint-disable-next-line unicorn/no-null -- that is how a stream ends
      this.push(null);
    },
  });
  try {
    await step((done) => connection.connect(done));
    if (auth !== undefined) await step((done) => connection.login(auth, done));
    await step((done) => connection.send({ from: letter.from ?? '', to: [letter.to] }, content, done));
  } catch (error) {
    connection.close();
    return judgeSmtpError(error, isBegun);
  } finally {
    clearTimeout(timer.late);
  }
  await new Promise<void>((settle) => {
    const slow = setTimeout(settle, quitMs);
    connection.once('end', () => {
      clearTimeout(slow);
      settle();
    });
    connection.quit();
  });
  return { outcome: 'sent', messageId: letter.messageId };
}

// A "#", "/" or "?" of a password ends the name of the server before its time: that is no address, or one of another server.
function assertSmtpUrl(url: string): void {
  if (/^smtps?:\/\/[^/?#]+(?:[/?][^@#]*)?$/.test(url) && parseUrl(url) !== undefined) return;
  throw new ConfigError(
    'SMTP_URL: expected an address such as smtp://user:password@mail.example.org:587, or with smtps://, found another text (not shown)',
    { remedy: 'In name and password write %23 for "#", %2F for "/", %3F for "?" and %25 for "%".' },
  );
}
