import { describe, expect, test } from 'vitest';

import { makeHome, reportText } from '../harness.ts';

describe('a file whose name is no id', () => {
  test('is answered with a name that is one', async () => {
    const home = await makeHome();
    await home.write('my report', reportText('my report'));
    const { exitCode, stderr } = await home.run('consumer', ['my report']);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('my report.md: expected a file name of letters, digits');
    expect(stderr).toContain('Rename the file, for example to my-report.md, and say "report_id: my-report" in it.');
    expect(stderr).toContain(
      `Or set it aside: owner-report-watchdog hold '${home.path('pending', 'my report.md')}' --reason invalid`,
    );
  });
});

describe('an invalid report', () => {
  test.each(['consumer', 'driver'] as const)('is named by the %s with the line that holds it', async (command) => {
    const home = await makeHome();
    await home.write('r1', 'no front matter');
    const result = await home.run(command, command === 'driver' ? ['r1', '--send-cmd', 'true'] : ['r1']);
    expect(result).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('Mend the file. Or set it aside: owner-report-watchdog hold r1 --reason invalid'),
    });
  });

  test('is named without it where it is held already', async () => {
    const home = await makeHome();
    await home.write('r1', 'no front matter', 'held');
    const result = await home.run('consumer', ['r1']);
    expect(result).toMatchObject({ exitCode: 65, stderr: expect.not.stringContaining('hold r1') });
  });
});
