import { describe, expect, test } from 'vitest';

import { makeHome, reportText, type TestHome } from '../harness.ts';

const commented = 'YAML takes "#42 at last" of "done" for a comment';
const unclosed = '"Note" behind the empty line';

async function writeOddReports(home: TestHome): Promise<void> {
  await home.write('r1', reportText('r1', { done: 'fixed #42 at last' }));
  await home.write('r2', '---\nreport_id: r2\nstatus: warn\n\nNote: the disk is full\n---\nhello\n');
}

describe('a hand-written report that loses words', () => {
  test('is printed by the consumer with a warning that says which', async () => {
    const home = await makeHome();
    await writeOddReports(home);
    const { stdout, stderr } = await home.run('consumer', ['r1']);
    expect(JSON.parse(String(stdout))).toMatchObject({ done: 'fixed', warnings: [expect.stringContaining(commented)] });
    expect(stderr).toContain(commented);
    expect(await home.run('consumer', ['--all'])).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(unclosed),
    });
  });

  test('is sent all the same, and a pass and the driver warn of it', async () => {
    const home = await makeHome();
    await writeOddReports(home);
    const byDriver = await home.run('driver', ['r1', '--send-cmd', 'cat']);
    expect(byDriver).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`${home.path('pending', 'r1.md')}: front matter`),
    });
    const byPass = await home.run('watchdog', ['--send-cmd', 'cat', '--quiet']);
    expect(byPass).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(unclosed) });
    expect(await home.names('sent')).toEqual(['r1.md', 'r2.md']);
  });

  test('is shown by a dry run and by doctor before it goes out', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1', { done: 'fixed #42 at last' }));
    expect((await home.run('watchdog', ['--dry-run'])).stderr).toContain(commented);
    expect((await home.run('watchdog', ['doctor', '--send-cmd', 'cat'])).stdout).toContain(commented);
  });
});
