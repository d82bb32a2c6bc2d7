import { expect, test } from 'vitest';

import { makeHome, reportText } from '../harness.ts';

test('a report whose id ends like a file name is found by its id, and never another for it', async () => {
  const home = await makeHome();
  for (const id of ['notes', 'notes.md']) await home.write(id, reportText(id));
  expect(await home.run('watchdog', ['hold', 'notes.md', '--reason', 'x'])).toMatchObject({ exitCode: 0 });
  expect(await home.names('held')).toEqual(['notes.md.md']);
  const again = await home.run('watchdog', ['hold', 'notes.md', '--reason', 'x']);
  expect(again).toMatchObject({ exitCode: 66, stderr: expect.stringContaining('it is') });
  expect(await home.names('pending')).toEqual(['notes.md']);
  // A path is that of a file.
  const path = home.path('pending', 'notes.md');
  expect(await home.run('driver', [path, '--send-cmd', 'true'])).toMatchObject({ exitCode: 0 });
  expect(await home.names('sent')).toEqual(['notes.md']);
});

test('the longest name that a file can have is found, and a longer one is 66', async () => {
  const home = await makeHome();
  const name = `${'x'.repeat(252)}.md`;
  await home.write(name.slice(0, -3), 'no report');
  expect(await home.run('watchdog', ['hold', name, '--reason', 'x'])).toMatchObject({ exitCode: 0 });
  expect(await home.names('held')).toEqual([name]);
  expect(await home.run('watchdog', ['release', `x${name}`])).toMatchObject({ exitCode: 66 });
});
