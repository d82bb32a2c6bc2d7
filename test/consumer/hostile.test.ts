import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeHome, reportText } from '../harness.ts';
import { testIf } from '../testIf.ts';

const bomb = [
  'a0: &a0 [x,x,x,x,x,x,x,x,x,x]',
  ...Array.from(
    { length: 9 },
    (_, n) => `a${n + 1}: &a${n + 1} [${Array.from({ length: 10 }, () => `*a${n}`).join(',')}]`,
  ),
];
const head = 'report_id: x\n';

const hostile: [string, string | Uint8Array, string][] = [
  [
    'a front matter of JavaScript',
    `---js\n{ report_id: require('fs').writeFileSync('pwned', '') }\n---\nbody\n`,
    'exactly "---"',
  ],
  ['a front matter of JSON', `---json\n{"report_id":"x"}\n---\nbody\n`, 'exactly "---"'],
  ['a JavaScript tag', `---\n${head}a: !!js/function 'function(){}'\n---\nbody\n`, 'YAML'],
  ['a closing line with more behind it', `---\n${head}---evil\nbody\n`, 'closing'],
  ['a false closing line before the true one', `---\n${head}---evil\nteam: t\n---\nbody\n`, 'closing line'],
  ['an alias bomb', `---\n${head}${bomb.join('\n')}\n---\nbody\n`, 'unfolds'],
  ['no closing line', `---\n${head}body\n`, 'closing'],
  ['no front matter', 'hello\n', 'exactly "---"'],
  ['nothing', '', 'exactly "---"'],
  ['Windows line ends', `---\r\nreport_id: x\r\n---\r\nbody\r\n`, 'Windows'],
  ['a byte order mark', `\uFEFF---\n${head}---\nbody\n`, 'byte order mark'],
  ['bytes that are not UTF-8', Buffer.concat([Buffer.from(`---\n${head}---\n`), Buffer.from([0xff, 0xfe])]), 'UTF-8'],
  ['more than 256 KiB', `---\n${head}---\n${'x'.repeat(256 * 1024)}`, '262144'],
  ['a front matter over 8 KiB', `---\n${head}a: ${'x'.repeat(9000)}\n---\nbody\n`, '8192'],
  ['a NUL byte in the body', `---\n${head}---\na\0b`, 'NUL'],
  ['a NUL byte in a field', `---\n${head}team: "a\\0b"\n---\nbody`, 'NUL'],
  ['another id inside', `---\nreport_id: y\n---\nbody\n`, 'file name'],
  ['an id that is a path', `---\nreport_id: ../x\n---\nbody\n`, 'report_id'],
  ['no id', `---\nteam: t\n---\nbody\n`, 'no report_id'],
  ['a list for a field', `---\n${head}team: [a]\n---\nbody\n`, 'team'],
  ['a list for a front matter', `---\n- report_id: x\n---\nbody\n`, 'key: value'],
  ['a key given twice', `---\n${head}team: a\nteam: b\n---\nbody\n`, 'duplicated'],
  ['a key that reaches for the prototype', `---\n${head}__proto__: {a: b}\n---\nbody\n`, '__proto__'],
  ['nothing to say', `---\n${head}---\n \n`, 'expected a body'],
];

describe('a hostile file', () => {
  test.each(hostile)('with %s is invalid', async (_, content, message) => {
    const home = await makeHome();
    await home.write('x', content);
    const result = await home.run('consumer', ['x']);
    expect(result).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining(home.path('pending', 'x.md')),
    });
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    await expect(stat(join(home.base, 'pwned'))).rejects.toThrow('ENOENT');
  });

  test('of 200,000 empty lines is read', async () => {
    const home = await makeHome();
    await home.write('x', reportText('x', {}, `${'\n'.repeat(200_000)}end`));
    const result = await home.run('consumer', ['x']);
    expect(result.exitCode).toBe(0);
    expect((JSON.parse(String(result.stdout)) as { message: string }).message).toHaveLength(200_003);
  });

  test.each(['fifo', 'link', 'dangling link', 'directory'])(
    'that is a %s is refused without opening it',
    async (kind) => {
      const home = await makeHome();
      const target = await home.write('y', reportText('x'));
      const path = home.path('pending', 'x.md');
      if (kind === 'fifo') await execa('mkfifo', [path]);
      else if (kind === 'directory') await mkdir(path);
      else await symlink(kind === 'link' ? target : 'nowhere', path);
      expect(await home.run('consumer', ['x'])).toMatchObject({
        exitCode: 65,
        stdout: '',
        stderr: expect.stringContaining('regular file'),
      });
    },
  );

  test.each(['../secret', '../../secret.md', '/etc/passwd', 'pending/../../secret.md', '..', './'])(
    'outside of the home is not read: %s',
    async (wanted) => {
      const home = await makeHome();
      await home.write('x', reportText('x'));
      await writeFile(join(home.base, 'secret.md'), reportText('secret'));
      expect(await home.run('consumer', [wanted], { cwd: home.dir })).toMatchObject({ exitCode: 64, stdout: '' });
    },
  );

  testIf(process.getuid?.() !== 0, 'root may read and write everything')(
    'that may not be read is 74, and --all goes on',
    async () => {
      const home = await makeHome();
      await chmod(await home.write('x', reportText('x')), 0);
      await home.write('y', reportText('y'));
      expect(await home.run('consumer', ['x'])).toMatchObject({ exitCode: 74, stdout: '' });
      expect(await home.run('consumer', ['--all'])).toMatchObject({
        exitCode: 74,
        stdout: expect.stringContaining('"report_id":"y"'),
      });
    },
  );
});
