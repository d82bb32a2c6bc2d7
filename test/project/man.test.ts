import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { bareEnvironment, type Command, commandPath, root } from '../harness.ts';
import { testWith } from '../testIf.ts';

const commands: Command[] = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'];

const pageOf = (command: Command) => join(root, 'man', `owner-report-${command}.1`);

/** All that the formatter makes of a page, on one line, without its typography. */
async function render(command: Command): Promise<string> {
  const { stdout } = await execa('groff', ['-man', '-Tascii', '-P-cbou', '-rHY=0', '-rLL=300n', pageOf(command)]);
  return stdout.replaceAll(/\s+/g, ' ');
}

describe.each(commands)('the page of owner-report-%s', (command) => {
  testWith('groff')('is set by groff without a warning', async () => {
    const { all } = await execa('groff', ['-man', '-ww', '-z', pageOf(command)], { all: true });
    expect(all).toBe('');
  });

  testWith('mandoc')('is right for mandoc, its style, too', async () => {
    const result = await execa('mandoc', ['-Tlint', pageOf(command)], { reject: false });
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
  });

  testWith('man')('is shown by man without a warning', async () => {
    const env = { ...bareEnvironment('/'), MANPAGER: 'cat' };
    const result = await execa('man', ['--warnings', '-l', pageOf(command)], { env, extendEnv: false });
    expect(result.stderr).toBe('');
    expect(result.stdout).toContain('EXIT STATUS');
  });

  test('has all sections, in their order', async () => {
    const page = await readFile(pageOf(command), 'utf8');
    const sections = [...page.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title);
    const withCommands = ['consumer', 'driver'].includes(command) ? [] : ['COMMANDS'];
    const last = ['OPTIONS', 'ENVIRONMENT', 'EXIT STATUS', 'EXAMPLES', 'FILES', 'SEE ALSO'];
    expect(sections).toEqual(['NAME', 'SYNOPSIS', 'DESCRIPTION', ...withCommands, ...last]);
  });

  testWith('groff')('says what the help says: options, commands, exit codes, examples', async () => {
    const page = await render(command);
    const { stdout: help } = await execa(commandPath(command), ['--help']);
    const names = [...help.matchAll(/^ {2}owner-report-\w+ ([a-z][\w-]*)(?: [<[]| {2})/gm)].map(
      ([, name = '']) => name,
    );
    const helps = await Promise.all(
      names.map(async (name) => (await execa(commandPath(command), [name, '-h'])).stdout),
    );
    expect(names.length > 0).toBe(!['consumer', 'driver'].includes(command));
    let seen = 0;
    for (const text of [help, ...helps]) {
      for (const [, option = ''] of text.matchAll(/^ +(?:-\w, )?(--[\w-]+) {2}/gm)) {
        expect(page).toContain(option);
        seen += 1;
      }
      for (const [, code = ''] of text.matchAll(/^ {2}(\d+|N) +\S/gm)) expect(page).toContain(` ${code} `);
    }
    for (const name of names) expect(page).toContain(`owner-report-${command} ${name} `);
    expect(seen).toBeGreaterThan(5);
  });
});
