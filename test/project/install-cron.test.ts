import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { commandPath, makeHome, until } from '../harness.ts';
import { hasProgram, testIf } from '../testIf.ts';

const canRunCron = process.getuid?.() === 0 && ['cron', 'crontab', 'unshare'].every(hasProgram);

// cron wakes once a minute: the test waits for the report, not for the time.
const waitMs = 150_000;

testIf(canRunCron, 'it needs cron, crontab, unshare and root')(
  'the real crontab takes what install writes, and the real cron runs it',
  async () => {
    const { base } = await makeHome();
    const dir = join(base, 'my %h \'s "q" \\ & 繁');
    // A mount namespace of its own, so that this machine's crontabs and pid file are left alone.
    const setUp = [
      'set -eu',
      'watchdog=$2 producer=$3 home=$4',
      'mkdir -p "$1/crontabs"',
      'chgrp crontab "$1/crontabs"',
      'chmod 1730 "$1/crontabs"',
      'mount --bind "$1/crontabs" /var/spool/cron/crontabs',
      'mount -t tmpfs none /run',
      'echo "0 0 1 1 * true" | crontab -',
      '"$watchdog" install --cron --home "$home" --send-cmd "cat >> \\"$1/collected\\""',
      '"$watchdog" install --cron --home "$1/second" --via file',
      '"$watchdog" uninstall --cron --home "$1/second"',
      '"$producer" --home "$home" --task-id job --done "by cron"',
      'crontab -l > "$1/table"',
      'exec cron -f',
    ].join('\n');
    const words = [base, commandPath('watchdog'), commandPath('producer'), dir];
    const cron = execa('unshare', ['--mount', 'sh', '-c', setUp, 'sh', ...words], {
      reject: false,
      all: true,
      extendEnv: false,
      env: { PATH: process.env['PATH'], HOME: base, LANG: 'C.UTF-8' },
    });
    onTestFinished(async () => {
      cron.kill('SIGKILL');
      await cron;
    });
    const ended = cron.then(({ all }) => {
      throw new Error(`cron ended: ${all}`);
    });
    const sent = until('the message', async () => (await collected()).includes('by cron'), waitMs);
    await Promise.race([sent, ended]);
    expect(await readFile(join(base, 'table'), 'utf8')).toMatch(
      /^0 0 1 1 \* true\n# BEGIN owner-report [^\n]*\n\* \* \* \* \* [^\n]*\n# END owner-report [^\n]*\n$/,
    );
    expect((await collected()).match(/test message/g)).not.toBeNull();
    await until('the log', async () => (await readFile(join(dir, 'watchdog.log'), 'utf8')).includes('sent '), waitMs);

    function collected(): Promise<string> {
      return readFile(join(base, 'collected'), 'utf8').catch(() => '');
    }
  },
  2 * waitMs,
);
