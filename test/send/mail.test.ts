import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

import { execaSync } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { reply, type SmtpBehaviour, startSmtpServer } from '../fixtures/smtp/server.ts';
import { makeHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { runSend } from './sendBy.ts';

const facts = {
  OWNER_REPORT_ID: '20261121T101112345Z-w-job-7k3q9x',
  OWNER_REPORT_TITLE: '[警告] 備份 failed',
  MAIL_FROM: 'reports@example.org',
};
const message = '**[警告] 備份 failed**\n\nDone: 12 of 15\n.\nFrom here on\n';

interface Outcome {
  outcome: string;
  message_id?: string;
  reason?: string;
}

async function send(env: Record<string, string>, args: string[] = ['--to', 'owner@example.org']) {
  const { result, ...others } = await runSend('mail', { args, env: { ...facts, ...env }, message });
  return { result: others, said: result as unknown as Outcome };
}

async function sendBySmtp(behaviour: SmtpBehaviour = {}, user = '') {
  const { port, mails } = await startSmtpServer(behaviour);
  return { mails, ...(await send({ SMTP_URL: `smtp://${user}127.0.0.1:${port}` })) };
}

const headerOf = (text: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'mi').exec(text)?.[1] ?? '';

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
    await send({ SMTP_URL, MAIL_FROM: 'reports@例え.jp' }, ['--to', 'owner@bücher.example']);
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
      const { said, result } = await send({ SMTP_URL: `smtp://127.0.0.1:${at}` }, [
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
    const { said, result } = await send({ SMTP_URL: `smtps://127.0.0.1:${port}` });
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
    const { result } = await send({ SMTP_URL: `smtp://127.0.0.1:${port}`, ...env }, to);
    const sent = mails.map(({ to: recipients, text }) => `${recipients.join()}\n${text}`).join();
    expect(sent).not.toMatch(/^bcc:|^x@/im);
    expect([0, 78]).toContain(result.exitCode);
    expect(mails).toHaveLength(result.exitCode === 0 ? 1 : 0);
  });

  test('asks for a sender, a target, and an address of SMTP, with 78', async () => {
    const { port } = await startSmtpServer();
    const SMTP_URL = `smtp://127.0.0.1:${port}`;
    expect((await send({ SMTP_URL, MAIL_FROM: '' })).result).toMatchObject({ exitCode: 78 });
    expect((await send({ SMTP_URL }, [])).result).toMatchObject({ exitCode: 78 });
    const other = await send({ SMTP_URL: 'http://secret-host' });
    expect(other.result.exitCode).toBe(78);
    expect(other.result.stderr).toMatch(/SMTP_URL.*smtp:\/\//);
    expect(other.result.stderr).not.toContain('secret-host');
  });

  test.each(['pa#ss', '12#34', 'pa/ss', '12/34', '12?34'])(
    'says with 78 how the password %s is to be written in SMTP_URL',
    async (password) => {
      const { result, said } = await send({ SMTP_URL: `smtp://me:${password}@127.0.0.1:1` });
      expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('%23 for "#"') });
      expect(said).toMatchObject({ outcome: 'failed' });
      expect(JSON.stringify([result.stderr, said])).not.toContain(password);
    },
  );
});

describe('owner-report-send mail, by the sendmail of this machine', () => {
  const sendmail = async (body: string, env: Record<string, string> = {}) => {
    const home = await makeHome();
    const record = join(home.base, 'record');
    const program = await home.script('my sendmail', `{ echo "$*"; cat; } > '${record}'\n${body}`);
    return { ...(await send({ SENDMAIL: program, ...env })), record: await readFile(record, 'utf8').catch(() => '') };
  };

  test('gives it the whole mail, and no word of it as an argument', async () => {
    const { result, record, said } = await sendmail('exit 0');
    expect(result.exitCode).toBe(0);
    expect(said).toMatchObject({ outcome: 'sent', message_id: expect.stringContaining(facts.OWNER_REPORT_ID) });
    const [args, ...lines] = record.split('\n');
    expect(args).toBe('-i -t');
    expect(lines).toEqual(expect.arrayContaining(['From: reports@example.org', 'To: owner@example.org', '.']));
    expect(record).not.toContain('\r');
  });

  test('gives it the whole mail also when the send command is killed meanwhile', async () => {
    const home = await makeHome();
    const [part, record] = [join(home.base, 'part'), join(home.base, 'record')];
    // Through a pipe, what had not been written when its writer died would be missing.
    const body = `kill -9 $PPID; [ -f /dev/stdin ] && cat > '${part}'; mv '${part}' '${record}'`;
    const { result } = await send({ SENDMAIL: await home.script('my sendmail', body) });
    expect(result.exitCode).toBeUndefined();
    const mail = await until('the mail', () => readFile(record, 'utf8').catch(() => false));
    expect(mail).toContain('Done: 12 of 15\n.\nFrom here on\n');
  });

  test('leaves the sender to it where none is said', async () => {
    const { record } = await sendmail('exit 0', { MAIL_FROM: '' });
    expect(record).not.toMatch(/^From:/m);
  });

  test.each([
    ['exit 75', 'failed', 75],
    ['echo "no queue" >&2; exit 71', 'failed', 75],
    ['exit 67', 'rejected', 65],
    ['exit 68', 'failed', 75],
    ['exit 65', 'rejected', 65],
    ['kill -9 $$', 'unknown', 75],
  ])('takes "%s" for %s', async (body, outcome, exitCode) => {
    const { result, said } = await sendmail(body);
    expect(said).toMatchObject({ outcome });
    expect(result.exitCode).toBe(exitCode);
  });

  test('does not know what became of it where it does not end', async () => {
    const home = await makeHome();
    const program = await home.script('slow', 'cat >/dev/null; exec sleep 600');
    const { said } = await send({ SENDMAIL: program }, ['--to', 'owner@example.org', '--timeout', '1s']);
    expect(said).toMatchObject({ outcome: 'unknown' });
  });

  test('says what to install where there is none, with 69', async () => {
    const { result } = await send({ SENDMAIL: '/nowhere/sendmail' });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/nowhere\/sendmail.*SMTP_URL/s);
  });

  test('says what its program said, not only the end of that', async () => {
    const lines = ['one', 'cannot locate host mail.example.org', '', 'could not send mail'];
    const { said } = await sendmail(`printf '%s\\n' '${lines.join("' '")}' >&2; exit 75`);
    expect(said.reason).toMatch(/: one; cannot locate host mail\.example\.org; could not send mail$/);
  });

  const hasMsmtp = execaSync('/bin/sh', ['-c', 'command -v msmtp'], { reject: false }).exitCode === 0;
  testIf(hasMsmtp, 'msmtp is not installed')('hands it to a real one, msmtp', async () => {
    const { port, mails } = await startSmtpServer();
    const home = await makeHome();
    const rc = `account default\nhost 127.0.0.1\nport ${port}\ntls off\nauth off\nfrom msmtp@example.org\n`;
    await writeFile(join(home.base, '.msmtprc'), rc, { mode: 0o600 });
    const { result } = await send({ SENDMAIL: 'msmtp', HOME: home.base });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(mails[0]).toMatchObject({ to: ['owner@example.org'] });
    expect(headerOf(mails[0]?.text ?? '', 'Message-ID')).toContain(facts.OWNER_REPORT_ID);
  });

  testIf(hasMsmtp, 'msmtp is not installed')('has failed where msmtp cannot find its server', async () => {
    const home = await makeHome();
    const rc = 'account default\nhost nowhere.invalid\ntls off\nauth off\nfrom msmtp@example.org\n';
    await writeFile(join(home.base, '.msmtprc'), rc, { mode: 0o600 });
    const { said } = await send({ SENDMAIL: 'msmtp', HOME: home.base });
    expect(said).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('nowhere.invalid') });
  });
});
