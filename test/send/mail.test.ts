import { connect, createServer } from 'node:net';

import { describe, expect, onTestFinished, test } from 'vitest';

import { reply, type SmtpBehaviour, startSmtpServer } from '../fixtures/smtp/server.ts';
import { facts, headerOf, sendMail } from './mailSender.ts';

async function sendBySmtp(behaviour: SmtpBehaviour = {}, user = '') {
  const { port, mails } = await startSmtpServer(behaviour);
  return { mails, ...(await sendMail({ SMTP_URL: `smtp://${user}127.0.0.1:${port}` })) };
}

describe('owner-report-send mail, by SMTP', () => {
  test('hands over the message with title, sender, and a Message-ID made of the report', async () => {
    const { mails, result, said } = await sendBySmtp();
    expect(result.exitCode).toBe(0);
    const id = `<${facts.OWNER_REPORT_ID}-owner-report@example.org>`;
    expect(said).toEqual({ outcome: 'sent', message_id: id });
    expect(mails).toHaveLength(1);
    const { from, to, text } = mails[0] ?? { from: '', to: [], text: '' };
    expect({ from, to }).toEqual({ from: 'reports@example.org', to: ['owner@example.org'] });
    expect(headerOf(text, 'Message-ID')).toBe(id);
    expect(headerOf(text, 'To')).toBe('owner@example.org');
    expect(headerOf(text, 'Auto-Submitted')).toBe('auto-generated');
    const words = [...headerOf(text, 'Subject').matchAll(/=\?UTF-8\?Q\?(.*?)\?=/g)]
      .map(([, word = '']) => word)
      .join('');
    expect(decodeURIComponent(words.replaceAll('_', ' ').replaceAll('=', '%'))).toBe('[警告] 備份 failed');
  });

  test('names a domain that is not ASCII as the domain name system does', async () => {
    const { port, mails } = await startSmtpServer();
    // The server of this test shows a domain as people read it.
    const said: string[] = [];
    const between = createServer((client) => {
      client.on('data', (bytes) => said.push(bytes.toString('utf8')));
      client.pipe(connect(port, '127.0.0.1')).pipe(client);
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void between.close());
    const SMTP_URL = `smtp://127.0.0.1:${(between.address() as { port: number }).port}`;
    await sendMail({ SMTP_URL, MAIL_FROM: 'reports@例え.jp' }, ['--to', 'owner@bücher.example']);
    expect(mails).toHaveLength(1);
    expect(said.join('')).toContain('MAIL FROM:<reports@xn--r8jz45g.jp>');
    expect(said.join('')).toContain('RCPT TO:<owner@xn--bcher-kva.example>');
    expect(said.join('')).toMatch(/^Message-ID:\s+<.*@xn--r8jz45g\.jp>/m);
  });

  test('keeps lines with a dot alone, and shows no asterisks', async () => {
    const { mails } = await sendBySmtp();
    const body = mails[0]?.text.split('\r\n\r\n').slice(1).join('\n\n') ?? '';
    const text = body
      .replaceAll('=\r\n', '')
      .replaceAll(/((?:=[0-9A-F]{2})+)/g, (hex) => decodeURIComponent(hex.replaceAll('=', '%')));
    expect(text.replaceAll('\r\n', '\n')).toBe('[警告] 備份 failed\n\nDone: 12 of 15\n.\nFrom here on\n');
  });

  test('logs in with the password of the address, which nobody sees', async () => {
    const onAuth: SmtpBehaviour['onAuth'] = ({ username, password }, _, done) =>
      done(username === 'me' && password === 'p@ss/word' ? undefined : reply(535, 'wrong'), { user: username });
    const right = await sendBySmtp({ onAuth, authOptional: false }, 'me:p%40ss%2Fword@');
    expect(right.result.exitCode).toBe(0);
    const wrong = await sendBySmtp({ onAuth, authOptional: false }, 'me:other-secret@');
    expect(wrong.result.exitCode).toBe(75);
    expect(wrong.said).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('535') });
    expect(JSON.stringify([wrong.result.stderr, wrong.said])).not.toContain('other-secret');
  });

  test.each<[string, SmtpBehaviour, string, number]>([
    ['a sender for now', { onMailFrom: (_, __, done) => done(reply(451, 'greylisted')) }, 'failed', 75],
    ['a recipient for now', { onRcptTo: (_, __, done) => done(reply(450, 'mailbox busy')) }, 'failed', 75],
    ['a recipient for ever', { onRcptTo: (_, __, done) => done(reply(550, 'no such user')) }, 'rejected', 65],
    ['a sender without a login', { onMailFrom: (_, __, done) => done(reply(530, 'log in first')) }, 'failed', 75],
    ['the mail for now', { answer: () => reply(452, 'disk full') }, 'failed', 75],
    ['the mail for ever', { answer: () => reply(554, 'no such content') }, 'rejected', 65],
  ])('where the server refuses %s', async (_, behaviour, outcome, exitCode) => {
    const { mails, result, said } = await sendBySmtp(behaviour);
    expect(said).toMatchObject({ outcome });
    expect(said.reason).toMatch(/4\d\d|5\d\d/);
    expect(result.exitCode).toBe(exitCode);
    expect(mails).toEqual([]);
  });

  test('does not know what became of it where the connection breaks after the mail', async () => {
    const { mails, result, said } = await sendBySmtp({ answer: () => 'break' });
    expect(mails).toHaveLength(1);
    expect(said).toMatchObject({ outcome: 'unknown' });
    expect(result.exitCode).toBe(75);
  });

  test('has failed where nothing listens, and where nobody greets in time', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    for (const at of [1, port]) {
      const { said, result } = await sendMail({ SMTP_URL: `smtp://127.0.0.1:${at}` }, [
        '--to',
        'owner@example.org',
        '--timeout',
        '2s',
      ]);
      expect(said).toMatchObject({ outcome: 'failed' });
      expect(result.exitCode).toBe(75);
    }
  });

  test('says in one line, and in few words, that a server does not speak TLS from the start', async () => {
    const { port } = await startSmtpServer();
    const { said, result } = await sendMail({ SMTP_URL: `smtps://127.0.0.1:${port}` });
    expect(said).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^wrong version number/) });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  test.each([
    ['a title with a line end', { OWNER_REPORT_TITLE: 'one\r\nBcc: x@example.org' }, []],
    ['a sender with a line end', { MAIL_FROM: 'a@example.org\r\nBcc: x@example.org' }, []],
    ['a target with a line end', {}, ['--to', 'owner@example.org\nBcc: x@example.org']],
    ['two targets', {}, ['--to', 'owner@example.org, x@example.org']],
  ])('makes no other header and no other recipient of %s', async (_, env, args) => {
    const { port, mails } = await startSmtpServer();
    const to = args.length === 0 ? ['--to', 'owner@example.org'] : args;
    const { result } = await sendMail({ SMTP_URL: `smtp://127.0.0.1:${port}`, ...env }, to);
    const sent = mails.map(({ to: recipients, text }) => `${recipients.join()}\n${text}`).join();
    expect(sent).not.toMatch(/^bcc:|^x@/im);
    expect([0, 78]).toContain(result.exitCode);
    expect(mails).toHaveLength(result.exitCode === 0 ? 1 : 0);
  });

  test('asks for a sender, a target, and an address of SMTP, with 78', async () => {
    const { port } = await startSmtpServer();
    const SMTP_URL = `smtp://127.0.0.1:${port}`;
    expect((await sendMail({ SMTP_URL, MAIL_FROM: '' })).result).toMatchObject({ exitCode: 78 });
    expect((await sendMail({ SMTP_URL }, [])).result).toMatchObject({ exitCode: 78 });
    const other = await sendMail({ SMTP_URL: 'http://secret-host' });
    expect(other.result.exitCode).toBe(78);
    expect(other.result.stderr).toMatch(/SMTP_URL.*smtp:\/\//);
    expect(other.result.stderr).not.toContain('secret-host');
  });

  test.each(['pa#ss', '12#34', 'pa/ss', '12/34', '12?34'])(
    'says with 78 how the password %s is to be written in SMTP_URL',
    async (password) => {
      const { result, said } = await sendMail({ SMTP_URL: `smtp://me:${password}@127.0.0.1:1` });
      expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('%23 for "#"') });
      expect(said).toMatchObject({ outcome: 'failed' });
      expect(JSON.stringify([result.stderr, said])).not.toContain(password);
    },
  );
});
