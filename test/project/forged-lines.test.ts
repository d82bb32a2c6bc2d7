import { symlink } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { type Command, makeHome, reportText, type TestHome } from '../harness.ts';

// A name or field that ends a line and then says what a command would say.
const forged = 'x\nsent FORGED (attempt 1, 0.0 s)';

const calls: [Command, string[]][] = [
  ['watchdog', ['--send-cmd', 'true']],
  ['watchdog', ['--on-invalid', 'hold', '--send-cmd', 'true']],
  ['watchdog', ['--dry-run', '--send-cmd', 'true']],
  ['watchdog', ['status']],
  ['watchdog', ['doctor', '--send-cmd', 'true']],
  ['watchdog', ['hold', forged, '--reason', 'R']],
  ['watchdog', ['release', forged]],
  ['driver', [forged, '--send-cmd', 'true']],
  ['consumer', [forged]],
];

async function outputOf(home: TestHome, command: Command, args: string[]): Promise<string> {
  const { stdout, stderr } = await home.run(command, args);
  return `${String(stdout)}\n${String(stderr)}`;
}

test.each(calls)('a file name forges no line of %s %j', async (command, args) => {
  const home = await makeHome();
  await home.write(forged, 'no front matter');
  await symlink('nowhere', home.path('pending', `link${forged}.md`));
  const output = await outputOf(home, command, args);
  expect(output).not.toMatch(/^sent FORGED/m);
  // It is told of, on one line.
  expect(output).toMatch(/\\nsent FORGED/);
});

test('a field forges no line of a dry run', async () => {
  const home = await makeHome();
  const fields = { done: '"x\\nsent FORGED (attempt 1, 0.0 s)"', team: '"x\\nsent FORGED"' };
  await home.write('r1', reportText('r1', fields, 'hello\n'));
  const output = await outputOf(home, 'driver', ['r1', '--dry-run', '--send-cmd', 'true']);
  expect(output).not.toMatch(/^sent FORGED/m);
  expect(output).toContain('OWNER_REPORT_DONE=x\\nsent FORGED');
});
