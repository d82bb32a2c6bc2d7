import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { runSend, sendBy } from './sendBy.ts';
import { answer, startService } from './service.ts';

const name = 'SLACK_WEBHOOK_URL';
const isLinux = process.platform === 'linux';

/** Puts a value into the home, as the message about a missing one says. */
async function keep(home: TestHome, value: string, mode = 0o600): Promise<string> {
  await mkdir(home.path('secrets'), { recursive: true, mode: 0o700 });
  const path = home.path('secrets', name);
  await writeFile(path, value);
  await chmod(path, mode);
  return path;
}

describe('a setting', () => {
  test('comes from its variable, else from the file that a variable names, else from the home', async () => {
    const home = await makeHome();
    const { root, received } = await startService(answer(200, 'ok'));
    await keep(home, `${root}/home\n`);
    const file = join(home.base, 'a file');
    await writeFile(file, `${root}/file\r\n\n`, { mode: 0o600 });
    for (const env of [{}, { [`${name}_FILE`]: file }, { [`${name}_FILE`]: file, [name]: `${root}/variable` }])
      expect(await runSend('slack', { home, env })).toMatchObject({ exitCode: 0 });
    expect(received.map(({ url }) => url)).toEqual(['/home', '/file', '/variable']);
  });

  test('whose file is named by a path that no shell has expanded is found at home, or refused with 64', async () => {
    const home = await makeHome();
    const { root, received } = await startService(answer(200, 'ok'));
    await writeFile(join(home.base, 'hook'), `${root}/home`, { mode: 0o600 });
    expect(await runSend('slack', { home, env: { [`${name}_FILE`]: '~/hook' } })).toMatchObject({ exitCode: 0 });
    expect(received.map(({ url }) => url)).toEqual(['/home']);
    const { exitCode, stderr, result } = await runSend('slack', { home, env: { [`${name}_FILE`]: '$HOME/hook' } });
    expect([exitCode, result['outcome']]).toEqual([64, 'failed']);
    expect(stderr).toContain(`${name}_FILE: expected a path, got "$HOME/hook"`);
  });

  test('that is missing is told with every way to say it, and a line to type', async () => {
    const home = await makeHome();
    Object.assign(home, { dir: join(home.base, "it's a home; 家") });
    const { exitCode, stderr, result } = await runSend('slack', { home });
    const [, command = ''] = /Type this, then the value, then Ctrl-D: (.*)$/m.exec(stderr) ?? [];
    expect([exitCode, result['outcome']]).toEqual([78, 'failed']);
    for (const way of [`${name},`, `${name}_FILE`, home.path('secrets', name)]) expect(stderr).toContain(way);
    const { root, received } = await startService(answer(200, 'ok'));
    await execa('sh', ['-c', `umask 000; ${command}`], { input: `${root}/typed\n` });
    expect(await runSend('slack', { home })).toMatchObject({ exitCode: 0 });
    expect(received[0]?.url).toBe('/typed');
  });
});

describe('a setting that cannot be used is named with 78, and not shown:', () => {
  test.each([
    ['slack', 'SLACK_WEBHOOK_URL', 'http://user:hunter2%zz@127.0.0.1:9/x', 'expected "%" and two hexadecimal'],
    ['ntfy', 'NTFY_TOKEN', 'hunter2€', 'expected a token'],
    ['ntfy', 'NTFY_TOKEN', 'hunter2 x', 'expected a token'],
    ['matrix', 'MATRIX_ACCESS_TOKEN', 'hunter2ü', 'expected a token'],
    ['matrix', 'MATRIX_HOMESERVER', 'http://user:hunter2@127.0.0.1:9', 'expected an address without name and password'],
  ])('%s, %s=%s', async (channelName, variable, value, words) => {
    const channel = httpChannels.find((one) => one.name === channelName) as HttpChannel;
    const { root, received } = await startService(answer(200, channel.success));
    const env = { ...channel.settings(root), [variable]: value };
    const { exitCode, stderr, result } = await runSend(channelName, { args: channel.args, env });
    expect([exitCode, result['outcome'], received]).toEqual([78, 'failed', []]);
    expect(stderr).toContain(`${variable}: ${words}`);
    expect(`${stderr}${JSON.stringify(result)}`).not.toContain('hunter2');
  });
});

describe('a file with a secret', () => {
  const refusalIn = async (home: TestHome) => {
    const { exitCode, stderr, result } = await runSend('slack', { home });
    expect([exitCode, result['outcome']]).toEqual([78, 'failed']);
    expect(stderr).not.toContain('hunter2');
    return stderr;
  };

  test.each([0o644, 0o640, 0o602])('of mode %o is refused, with what mends it', async (mode) => {
    const home = await makeHome();
    const { root } = await startService(answer(200, 'ok'));
    await keep(home, `${root}/hunter2`, mode);
    const stderr = await refusalIn(home);
    expect(stderr).toContain('expected a file that only you can read');
    const [, mend = ''] = /Then run: (chmod 600 .*)$/m.exec(stderr) ?? [];
    await execa('sh', ['-c', mend]);
    expect(await runSend('slack', { home })).toMatchObject({ exitCode: 0 });
  });

  test('whose name begins with a dash is refused with a line that mends it wherever it is typed', async () => {
    const home = await makeHome();
    const { root } = await startService(answer(200, 'ok'));
    await writeFile(join(home.base, '-hook'), `${root}/hunter2`);
    await chmod(join(home.base, '-hook'), 0o644);
    const env = { [`${name}_FILE`]: '-hook' };
    const { exitCode, stderr } = await runSend('slack', { home, env });
    const [, mend = ''] = /Then run: (chmod 600 .*)$/m.exec(stderr) ?? [];
    await execa('sh', ['-c', mend], { cwd: '/' });
    expect(exitCode).toBe(78);
    expect(await runSend('slack', { home, env })).toMatchObject({ exitCode: 0 });
  });

  test('that is a link, a FIFO or a directory is refused, and never waited for', async () => {
    for (const make of [
      (path: string) => symlink('/etc/hostname', path),
      (path: string) => execa('mkfifo', ['-m', '600', path]),
      (path: string) => mkdir(path),
    ]) {
      const home = await makeHome();
      await mkdir(home.path('secrets'), { recursive: true, mode: 0o700 });
      await make(home.path('secrets', name));
      expect(await refusalIn(home)).toContain('expected a regular file');
    }
  });

  test.each([
    ['is empty', '\n', 'found nothing'],
    ['holds two lines', 'http://127.0.0.1:9/\nhunter2', 'expected one line of text'],
    ['holds no address', 'hunter2', 'expected an address'],
    ['is too long', `http://127.0.0.1:9/hunter2${'x'.repeat(9000)}`, 'expected at most 8192 bytes'],
  ])('that %s is refused', async (_, value, words) => {
    const home = await makeHome();
    await keep(home, value);
    expect(await refusalIn(home)).toContain(words);
  });

  testIf(process.getuid?.() === 0, 'to give a file to another user needs root')(
    'of another user is refused',
    async () => {
      const home = await makeHome();
      await execa('chown', ['65534', await keep(home, 'http://127.0.0.1:9/hunter2')]);
      expect(await refusalIn(home)).toContain('found one of user 65534');
    },
  );
});

/** Command lines of all processes. */
async function readCommandLines(): Promise<string> {
  const processes = (await readdir('/proc')).filter((one) => /^\d+$/.test(one));
  const lines = processes.map((one) => readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).join('\n');
}

testIf(isLinux, 'to look at command lines needs /proc')(
  'no secret stands in the arguments of a process while it is used',
  async () => {
    const [channel] = httpChannels as [HttpChannel];
    let seen = '';
    const { root } = await startService(async (response) => {
      seen = await readCommandLines();
      response.end(channel.success);
    });
    expect(await sendBy(channel, root)).toMatchObject({ exitCode: 0 });
    expect(seen).toContain(`owner-report-send\0${channel.name}`);
    for (const secret of channel.secrets) expect(seen).not.toContain(secret);
  },
);

describe('the list', () => {
  test('names the channels, what each needs and where it was found, and no value', async () => {
    const home = await makeHome();
    await keep(home, 'http://127.0.0.1:9/hunter2');
    const env = { DISCORD_WEBHOOK_URL: 'http://127.0.0.1:9/hunter2', NTFY_TOKEN_FILE: '/nowhere' };
    const { stdout, exitCode } = await home.run('send', ['list', '--json'], { env });
    const channels = String(stdout)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { channel: string; schemaVersion: number; settings: { name: string }[] });
    expect(exitCode).toBe(0);
    expect(channels.map(({ channel }) => channel)).toEqual(
      expect.arrayContaining(httpChannels.map((channel) => channel.name)),
    );
    const settings = channels.flatMap((channel) => channel.settings);
    const of = (wanted: string) => settings.find((one) => one.name === wanted);
    expect(of('DISCORD_WEBHOOK_URL')).toMatchObject({ set: 'variable', secret: true, need: 'required' });
    expect(of(name)).toMatchObject({ set: 'home' });
    expect(of('NTFY_TOKEN')).toMatchObject({ set: 'no', problem: expect.stringContaining('expected a file') });
    expect(of('NTFY_SERVER')).toMatchObject({ set: 'no', default: 'https://ntfy.sh' });
    const said = await home.run('send', ['list'], { env });
    expect(String(said.stdout)).toContain(`${name} (required): set in the home`);
    expect(`${String(stdout)}${String(said.stdout)}`).not.toContain('hunter2');
  });
});
