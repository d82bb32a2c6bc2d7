import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execaSync } from 'execa';
import { describe, expect, test } from 'vitest';

import { startSmtpServer } from '../fixtures/smtp/server.ts';
import { makeHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { facts, headerOf, sendMail } from './mailSender.ts';

describe('owner-report-send mail, by the sendmail of this machine', () => {
  const sendmail = async (body: string, env: Record<string, string> = {}) => {
    const home = await makeHome();
    const record = join(home.base, 'record');
    const program = await home.script('my sendmail', `{ echo "$*"; cat; } > '${record}'\n${body}`);
    return {
      ...(await sendMail({ SENDMAIL: program, ...env })),
      record: await readFile(record, 'utf8').catch(() => ''),
    };
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
    const { result } = await sendMail({ SENDMAIL: await home.script('my sendmail', body) });
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
    const { said } = await sendMail({ SENDMAIL: program }, ['--to', 'owner@example.org', '--timeout', '1s']);
    expect(said).toMatchObject({ outcome: 'unknown' });
  });

  test('says what to install where there is none, with 69', async () => {
    const { result } = await sendMail({ SENDMAIL: '/nowhere/sendmail' });
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
    const { result } = await sendMail({ SENDMAIL: 'msmtp', HOME: home.base });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(mails[0]).toMatchObject({ to: ['owner@example.org'] });
    expect(headerOf(mails[0]?.text ?? '', 'Message-ID')).toContain(facts.OWNER_REPORT_ID);
  });

  testIf(hasMsmtp, 'msmtp is not installed')('has failed where msmtp cannot find its server', async () => {
    const home = await makeHome();
    const rc = 'account default\nhost nowhere.invalid\ntls off\nauth off\nfrom msmtp@example.org\n';
    await writeFile(join(home.base, '.msmtprc'), rc, { mode: 0o600 });
    const { said } = await sendMail({ SENDMAIL: 'msmtp', HOME: home.base });
    expect(said).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('nowhere.invalid') });
  });
});
