import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeGate, start } from '../fixtures/send/gate.ts';
import { commandPath, makeHome, reportText } from '../harness.ts';
import { testIf } from '../testIf.ts';

const secret = 'Hunter2SecretOfThisTest';
const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const canBeNobody = (await execa('setpriv', [...nobody, 'true'], { reject: false })).exitCode === 0;

describe('another user', () => {
  test('has no right to anything in a home, whatever the umask', async () => {
    const home = await makeHome();
    const command = `umask 000; exec owner-report-producer --team t --worker w --task-id j --status normal --done x`;
    const bare = home.environment();
    const env = { ...bare, PATH: `${dirname(commandPath('producer'))}:${bare['PATH']}` };
    expect(await execa('sh', ['-c', command], { extendEnv: false, env })).toMatchObject({ exitCode: 0 });
    const failing = `umask 000; exec owner-report-watchdog --send-cmd 'echo ${secret}; kill -KILL $PPID'`;
    expect(await execa('sh', ['-c', failing], { extendEnv: false, env, reject: false })).toMatchObject({
      exitCode: 75,
    });
    const entries = await readdir(home.dir, { recursive: true });
    expect(entries.length).toBeGreaterThan(7);
    for (const entry of ['.', ...entries])
      expect([entry, (await stat(home.path(entry))).mode & 0o077]).toEqual([entry, 0]);
  });

  testIf(canBeNobody, 'to look as another user needs root and setpriv')(
    'can neither read nor add reports',
    async () => {
      const home = await makeHome();
      const id = await home.produce();
      await execa('chmod', ['755', home.base]);
      for (const command of [
        `cat ${home.path('pending', `${id}.md`)}`,
        `ls ${home.path('pending')}`,
        `touch ${home.path('pending', 'x.md')}`,
      ])
        expect(await execa('setpriv', [...nobody, 'sh', '-c', command], { reject: false })).toMatchObject({
          failed: true,
          stderr: expect.stringContaining('denied'),
        });
    },
  );
});

describe('during a send', () => {
  test('nothing of the report stands in the arguments of a process', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1', { done: `done ${secret}` }, `body ${secret}\n`));
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    const { stdout } = await execa('ps', ['-A', '-ww', '-o', 'args=']);
    expect(stdout).toContain(home.base);
    expect(stdout).not.toContain(secret);
    await gate.open();
    expect(await pass).toMatchObject({ exitCode: 0 });
  });

  test('a secret that the send command prints reaches neither log nor messages', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const command = 'echo "Authorization: Bearer $DEMO_TOKEN"; echo "$DEMO_TOKEN" >&2; exit 1';
    const env = { DEMO_TOKEN: secret };
    const pass = await home.run('watchdog', ['--verbose', '--send-cmd', command], { env });
    expect(pass).toMatchObject({ exitCode: 75 });
    const status = await home.run('watchdog', ['status', '--json'], { env });
    const log = await readFile(home.path('deliveries.jsonl'), 'utf8');
    expect(log).toContain('exit_code');
    for (const text of [pass.stdout, pass.stderr, status.stdout, status.stderr, log])
      expect(text).not.toContain(secret);
  });
});
