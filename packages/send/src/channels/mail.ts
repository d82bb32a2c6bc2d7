import type { Channel } from '../channel.ts';
import { composeLetter } from '../mail/letter.ts';
import { sendBySendmail } from '../mail/sendBySendmail.ts';
import { sendBySmtp } from '../mail/sendBySmtp.ts';

/** Mail: by SMTP where SMTP_URL says to which server, else by the mail system of this machine. */
export const mail: Channel = {
  name: 'mail',
  describe: 'Send a mail, by SMTP or by the sendmail of this machine',
  target: { need: 'required', help: 'the address that it goes to' },
  needs: [
    { name: 'MAIL_FROM', secret: false, need: 'optional', help: 'the address that it comes from; SMTP needs one' },
    {
      name: 'SMTP_URL',
      secret: true,
      need: 'optional',
      help: 'the server: smtp://user:password@host:587, or smtps://',
    },
    {
      name: 'SENDMAIL',
      secret: false,
      need: 'optional',
      default: 'sendmail',
      help: 'the program, where SMTP_URL is not set',
    },
  ],
  send: async ({ facts, target = '', settings, timeoutMs, environment }) => {
    const url = settings.find('SMTP_URL');
    const from = url === undefined ? settings.find('MAIL_FROM') : settings.require('MAIL_FROM');
    const letter = await composeLetter(facts, target, from, new Date(), url === undefined ? '\n' : '\r\n');
    if (url !== undefined) return sendBySmtp(url, letter, timeoutMs);
    return sendBySendmail(settings.require('SENDMAIL'), letter, environment, timeoutMs);
  },
};
