import { join, resolve } from 'node:path';

import { expandPath, mkdirDurable } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { appendBlock } from '../file/appendBlock.ts';

/** A file that people read: each message is appended as one block. */
export const file: Channel = {
  name: 'file',
  describe: 'Append to a file',
  target: { need: 'optional', help: 'its path; by default outbox.txt in the home' },
  needs: [{ name: 'OWNER_REPORT_OUTBOX', secret: false, need: 'optional', help: 'its path, where no target says it' }],
  send: ({ facts, target, settings, home, timeoutMs }) => {
    const named = target ?? settings.find('OWNER_REPORT_OUTBOX');
    if (named === undefined) mkdirDurable(home.dir);
    const path = named === undefined ? join(home.dir, 'outbox.txt') : resolve(expandPath(named, 'the target'));
    return appendBlock(path, Buffer.from(blockOf(facts, new Date())), timeoutMs);
  },
};

function blockOf({ id, attempt, maybeDuplicate, message }: Facts, now: Date): string {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  return `=== ${id} · ${time} · attempt ${attempt}${maybeDuplicate ? ' · maybe a duplicate' : ''}\n${message}\n\n\n`;
}
