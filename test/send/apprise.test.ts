import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { execaSync } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { runSend } from './sendBy.ts';

const message = '**[alert] t / w · backup · 80%**\n\nDone: `12` of 15\n';

/** Sends by a command of this name on PATH that records its arguments and stdin, and then does `body`. */
async function sendBy(body: string, args = ['--to', 'owner'], more: Record<string, string> = {}) {
  const home = await makeHome();
  const record = join(home.base, 'record');
  const tools = join(home.base, 'tools');
  await mkdir(tools);
  const program = join(tools, 'apprise');
  await writeFile(program, `#!/bin/sh\n{ printf '%s\\n' "$@"; echo --; cat; } > '${record}'\n${body}\n`);
  await chmod(program, 0o755);
  const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}`, OWNER_REPORT_STATUS: 'alert', ...more };
  const { result: said, ...result } = await runSend('apprise', { home, args, env, message });
  return { result, said, record: await readFile(record, 'utf8').catch(() => '') };
}

describe('owner-report-send apprise', () => {
  test('gives the message on stdin, the headline as the title, and one tag', async () => {
    const { result, record } = await sendBy('exit 0', ['--to', 'owner'], { APPRISE_CONFIG: '/etc/my apprise.yml' });
    expect(result.exitCode).toBe(0);
    expect(record.split('\n')).toEqual([
      '--config=/etc/my apprise.yml',
      '--tag=owner',
      '--notification-type=failure',
      '--input-format=text',
      '--title=[alert] t / w · backup · 80%',
      '--',
      'Done: `12` of 15',
    ]);
  });

  test('does not know what became of it at exit 1, for a part may have gone out', async () => {
    const { result, said } = await sendBy('echo "one of two failed" >&2; exit 1');
    expect(result.exitCode).toBe(75);
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('one of two failed') });
  });

  test.each([
    ['exit 2', 'APPRISE_CONFIG'],
    ['exit 3', 'tag owner'],
  ])('says what to mend at %s, with 78', async (body, words) => {
    const { result, said } = await sendBy(body);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain(words);
    expect(said).toMatchObject({ outcome: 'failed' });
  });

  // As the real one does: what it prints last is the end of its usage.
  const usage = 'Usage:  [OPTIONS] SERVER_URL\\n  --help   Show this message and exit.';
  test.each(['', ' >&2'])('has failed where Apprise finds no service at all, said with "%s"', async (way) => {
    const error = `echo "ERROR - You must specify at least one server URL or populated configuration file."${way}`;
    const { result, said } = await sendBy(`${error}; printf '${usage}\\n'; exit 1`);
    expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('APPRISE_CONFIG') });
    expect(said).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('finds none') });
  });

  test('says what to install where it is missing, with 69', async () => {
    const home = await makeHome();
    // No more than the node that our own command begins with.
    await symlink(process.execPath, join(home.base, 'node'));
    const result = await home.run('send', ['apprise', '--to', 'owner'], { env: { PATH: home.base }, input: message });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toContain('pipx install apprise');
  });

  test.each(['a,b', 'a b', '-x', 'a\nb'])('refuses the tag %j, which is not one, with 78', async (tag) => {
    const { result, record } = await sendBy('exit 0', [`--to=${tag}`]);
    expect(result.exitCode).toBe(78);
    expect(record).toBe('');
  });

  const isThere = execaSync('/bin/sh', ['-c', 'command -v apprise'], { reject: false }).exitCode === 0;
  testIf(isThere, 'apprise is not installed')('reaches a service by the real one', async () => {
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const home = await makeHome();
    const config = join(home.base, 'apprise.yml');
    const { port } = server.address() as AddressInfo;
    await writeFile(config, `urls:\n  - json://127.0.0.1:${port}/here:\n    - tag: owner\n`);
    const env = { APPRISE_CONFIG: config, OWNER_REPORT_STATUS: 'alert' };
    const sent = await home.run('send', ['apprise', '--to', 'owner'], { env, input: message });
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(bodies).toEqual([
      expect.objectContaining({ title: '[alert] t / w · backup · 80%', message: 'Done: `12` of 15', type: 'failure' }),
    ]);
    const nobody = await home.run('send', ['apprise', '--to', 'nobody'], { env, input: message });
    expect(nobody.exitCode).toBe(78);
    expect(bodies).toHaveLength(1);
    const mistyped = { APPRISE_CONFIG: join(home.base, 'apprise.yaml') };
    const none = await home.run('send', ['apprise', '--to', 'owner'], { env: mistyped, input: message });
    expect(none).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('APPRISE_CONFIG') });
  });
});
