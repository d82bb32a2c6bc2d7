import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { makeHome, root, until } from '../harness.ts';
import { hasProgram, testIf } from '../testIf.ts';

const canRunCron = process.getuid?.() === 0 && hasProgram('cron') && hasProgram('unshare');

// cron wakes once a minute: the test waits for the report, not for the time.
const waitMs = 150_000;

testIf(canRunCron, 'it needs cron, unshare and root')(
  'a real cron running the wrapper delivers a report through OpenClaw, by the send command of its own',
  async () => {
    const home = await makeHome();
    const { entry, directory } = await makeOpenclaw(home.base);
    const wrapper = join(root, 'scripts/run_owner_report_watchdog.sh');
    const log = join(home.base, 'cron.log');
    const table = [
      `NODE_BIN=${process.execPath}`,
      `OWNER_REPORT_HOME=${home.dir}`,
      'OWNER_REPORT_TARGET=channel:1',
      `OPENCLAW_ENTRY=${entry}`,
      `FAKE_DIR=${directory}`,
      `* * * * * root '${wrapper}' >> '${log}' 2>&1`,
      '',
    ].join('\n');
    await writeFile(join(home.base, 'table'), table);
    const id = await home.produce();
    // A mount namespace of its own, so that this machine's crontabs and pid file are left alone.
    const setUp = [
      'mkdir -p "$1/cron.d" "$1/spool"',
      'cp "$1/table" "$1/cron.d/owner-report"',
      'chmod 644 "$1/cron.d/owner-report"',
      'mount --bind "$1/cron.d" /etc/cron.d',
      'mount -t tmpfs none /run',
      'mount --bind /dev/null /etc/crontab',
      'exec cron -f',
    ].join(' && ');
    const cron = execa('unshare', ['--mount', 'sh', '-c', setUp, 'sh', home.base], { reject: false, all: true });
    onTestFinished(async () => {
      cron.kill('SIGKILL');
      await cron;
    });
    await until('an empty queue', async () => (await home.names('pending')).length === 0, waitMs);
    expect(await home.names('sent')).toEqual([`${id}.md`]);
    expect(await readFile(join(directory, 'sent.jsonl'), 'utf8')).toContain('something');
  },
  waitMs + 30_000,
);
