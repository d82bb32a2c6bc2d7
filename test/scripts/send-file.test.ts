import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { bareEnvironment, makeDirectory, run, sendScripts } from './workbench.ts';

describe('the send command that appends to a file', () => {
  const file = join(sendScripts, 'file.sh');

  it('appends each message below a line with id, time and attempt, for this account only', async () => {
    const home = await makeDirectory();
    const env = {
      ...bareEnvironment,
      OWNER_REPORT_HOME: home,
      OWNER_REPORT_ID: 'a-1',
      OWNER_REPORT_ATTEMPT: '2',
    };
    await run(file, [], env, { input: 'one\n' });
    await run(file, [], { ...env, OWNER_REPORT_MAYBE_DUPLICATE: '1' }, { input: '-n two' });
    const text = await readFile(join(home, 'outbox.txt'), 'utf8');
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
    expect(text).toMatch(
      new RegExp(
        `^=== a-1 · ${time} · attempt 2\none\n\n\n=== a-1 · ${time} · attempt 2 · maybe a duplicate\n-n two\n\n$`,
      ),
    );
    const { stdout } = await run('/bin/ls', ['-l', join(home, 'outbox.txt')], bareEnvironment);
    expect(stdout).toMatch(/^-rw-------/);
  });

  it('appends to OWNER_REPORT_OUTBOX and leaves the report that OWNER_REPORT_FILE names alone', async () => {
    const home = await makeDirectory();
    const outbox = join(home, 'my outbox');
    const report = join(home, 'report.md');
    await writeFile(report, 'unchanged');
    const env = { ...bareEnvironment, OWNER_REPORT_OUTBOX: outbox, OWNER_REPORT_FILE: report };
    await run(file, [], { ...env, OWNER_REPORT_MESSAGE: 'from the environment' });
    expect(await readFile(outbox, 'utf8')).toContain('from the environment');
    expect(await readFile(report, 'utf8')).toBe('unchanged');
  });

  it('keeps messages whole when many arrive at once', async () => {
    const home = await makeDirectory();
    const message = 'x'.repeat(20_000);
    const env = { ...bareEnvironment, OWNER_REPORT_HOME: home, OWNER_REPORT_MESSAGE: message };
    await Promise.all(Array.from({ length: 10 }, () => run(file, [], env)));
    const lines = (await readFile(join(home, 'outbox.txt'), 'utf8')).split('\n');
    expect(lines.filter((line) => line === message)).toHaveLength(10);
  });

  it('exits 74 and says what to set when the file cannot be written', async () => {
    const outbox = join(await makeDirectory(), 'taken');
    await mkdir(outbox);
    const result = await run(file, [], { ...bareEnvironment, OWNER_REPORT_OUTBOX: outbox }, { input: 'x' });
    expect(result.exitCode).toBe(74);
    expect(result.stderr).toMatch(/OWNER_REPORT_OUTBOX/);
  });
});
