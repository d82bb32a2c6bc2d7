import { closeSync, constants, fsyncSync, fstatSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { ConfigError, expandPath, messageOf, mkdirDurable, openOrCreate, syncDir } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import type { Facts } from '../facts.ts';
import type { Outcome } from '../outcome/outcome.ts';

/** A file that people read: each message is appended as one block. */
export const file: Channel = {
  name: 'file',
  describe: 'Append to a file',
  target: { need: 'optional', help: 'its path; by default outbox.txt in the home' },
  needs: [{ name: 'OWNER_REPORT_OUTBOX', secret: false, need: 'optional', help: 'its path, where no target says it' }],
  send: ({ facts, target, settings, home }) => {
    const named = target ?? settings.find('OWNER_REPORT_OUTBOX');
    if (named === undefined) mkdirDurable(home.dir);
    const path = named === undefined ? join(home.dir, 'outbox.txt') : resolve(expandPath(named, 'the target'));
    return appendBlock(path, Buffer.from(blockOf(facts, new Date())));
  },
};

function blockOf({ id, attempt, maybeDuplicate, message }: Facts, now: Date): string {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  return `=== ${id} · ${time} · attempt ${attempt}${maybeDuplicate ? ' · maybe a duplicate' : ''}\n${message}\n\n\n`;
}

// One write, so that the blocks of two senders do not mix. A FIFO is not waited for, and a link not followed.
function appendBlock(path: string, block: Buffer): Outcome {
  const descriptor = open(path);
  try {
    const isNew = fstatSync(descriptor).size === 0;
    const written = writeSync(descriptor, block);
    if (written < block.length) {
      return { outcome: 'failed', reason: `${path}: only ${written} of ${block.length} bytes could be appended` };
    }
    try {
      fsyncSync(descriptor);
      if (isNew) syncDir(dirname(path));
    } catch (error) {
      return { outcome: 'unknown', reason: `${path}: appended, but not synced: ${messageOf(error)}` };
    }
    return { outcome: 'sent' };
  } catch (error) {
    return { outcome: 'failed', reason: `${path}: cannot be appended to: ${messageOf(error)}` };
  } finally {
    closeSync(descriptor);
  }
}

function open(path: string): number {
  const remedy = 'Name another path with --to.';
  try {
    const descriptor = openOrCreate(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK);
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (error) {
    throw new ConfigError(`${path}: expected a file that can be appended to: ${messageOf(error)}`, {
      cause: error,
      remedy,
    });
  }
  throw new ConfigError(`${path}: expected a regular file, found something else`, { remedy });
}
