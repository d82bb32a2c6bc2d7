import { chmod, chown, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, type Result } from 'execa';
import { describe, expect } from 'vitest';

import { makeGate, start } from '../fixtures/send/gate.ts';
import { type Command, commandPath, makeHome, reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';

const uid = 65534;
const asUser = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--'];
const canBeUser =
  process.getuid?.() === 0 &&
  (await execa('setpriv', [...asUser, commandPath('producer'), '--version'], { reject: false })).exitCode === 0;
const asRoot = testIf(canBeUser, 'to be two users needs root, setpriv, and a checkout that other users can read');

interface UsersHome {
  home: TestHome;
  /** Runs a command as that user. */
  run: (command: Command, args: string[]) => Promise<Result>;
}

/** A home of another user, who can reach it. */
async function makeUsersHome(): Promise<UsersHome> {
  const home = await makeHome();
  await chown(home.base, uid, uid);
  const options = { reject: false, extendEnv: false, env: home.environment(), cwd: home.base } as const;
  return {
    home,
    run: (command, args) =>
      execa('setpriv', [...asUser, commandPath(command), ...args], options) as unknown as Promise<Result>,
  };
}

/** What is in a home and does not belong to that user. */
async function listStrange(home: TestHome): Promise<string[]> {
  const entries = ['.', ...(await readdir(home.dir, { recursive: true }))];
  const owners = await Promise.all(entries.map(async (entry) => (await stat(join(home.dir, entry))).uid));
  return entries.filter((_, index) => owners[index] !== uid);
}

const report = ['--task-id', 'job', '--done', 'x'];

describe('a report that root enqueues into the home of a user', () => {
  asRoot('belongs to that user, whether the home was there or not, and his passes send it', async () => {
    const { home, run } = await makeUsersHome();
    expect(await home.run('producer', [...report, '--report-id', 'one'])).toMatchObject({ exitCode: 0 });
    expect(await listStrange(home)).toEqual([]);
    expect(await run('watchdog', ['--send-cmd', 'cat'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual(['one.md']);
  });

  asRoot('does not keep his passes from going on after root has tried to send it', async () => {
    const { home, run } = await makeUsersHome();
    await home.run('producer', [...report, '--report-id', 'one']);
    expect(await home.run('driver', ['one', '--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 75 });
    expect(await run('watchdog', ['--send-cmd', 'cat'])).toMatchObject({ exitCode: 0 });
    expect((await stat(home.path('deliveries.jsonl'))).uid).toBe(uid);
  });
});

describe('a report of a user that root sends', () => {
  asRoot('stays that of the user, with all that the pass leaves behind', async () => {
    const { home, run } = await makeUsersHome();
    await run('producer', [...report, '--report-id', 'one']);
    await run('producer', [...report, '--report-id', 'two']);
    const send = ['--send-cmd', '[ "$OWNER_REPORT_ID" = one ]', '--max-count', '2'];
    expect(await home.run('watchdog', send)).toMatchObject({ exitCode: 75 });
    expect(await home.names('sent')).toEqual(['one.md']);
    expect(await home.names('attempts')).toEqual(['owner', 'two.json']);
    expect(await listStrange(home)).toEqual([]);
    await writeFile(home.path('sent', 'of-root.md'), '');
    expect(await listStrange(home)).toEqual(['sent/of-root.md']);
  });
});

describe('a send of root whose pass was killed', () => {
  asRoot('is settled by the next pass of the user', async () => {
    const { home, run } = await makeUsersHome();
    await run('producer', [...report, '--report-id', 'one']);
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    pass.kill('SIGKILL');
    await pass;
    expect(await listStrange(home)).toEqual([]);
    await gate.open();
    await until('the receipt', async () => {
      const claim = (await home.names('attempts')).find((name) => name.endsWith('.run'));
      return claim !== undefined && (await readFile(home.path('attempts', claim), 'utf8')).includes('exit 0');
    });
    expect(await run('watchdog', ['--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual(['one.md']);
    expect(await gate.sends()).toEqual(['one 1 0']);
  });
});

describe('the state of a monitor that root runs in a directory of a user', () => {
  asRoot('stays that of root, who would not trust it otherwise', async () => {
    const { home } = await makeUsersHome();
    const job = { id: 'job', kind: 'one_shot_write', risk: 'write_local', commands: { run: ['true'] }, cwd: '/' };
    const [config, state] = [join(home.base, 'jobs.json'), join(home.base, 'state.json')];
    const check = { ...job, id: 'check', kind: 'one_shot_read', risk: 'read_only' };
    const jobs = [{ ...job, after: [{ jobId: 'check' }] }, check];
    await writeFile(config, JSON.stringify({ version: 1, jobs }), { mode: 0o600 });
    const files = ['--config-file', config, '--state-file', state];
    const leave = ['--by', 'alice', '--reason', 'r'];
    expect(await home.run('monitor', ['approve', 'job', ...leave, ...files])).toMatchObject({ exitCode: 0 });
    expect(await home.run('monitor', ['run', 'job', ...files])).toMatchObject({ exitCode: 0 });
    expect((await stat(state)).uid).toBe(0);
  });

  asRoot('keeps no log from the user, and follows no link of his', async () => {
    const { home, run } = await makeUsersHome();
    const read = { kind: 'long_running_read', risk: 'read_only', enabled: true, cwd: '/' };
    const commands = { start: ['echo', 'begun'], status: ['false'] };
    const write = { id: 'w', kind: 'one_shot_write', risk: 'write_local', commands: { run: ['true'] }, cwd: '/' };
    const check = { id: 'check', kind: 'one_shot_read', risk: 'read_only', commands: { run: ['true'] }, cwd: '/' };
    const jobs = ['a', 'b'].map((id) => ({ ...read, id, commands }));
    const config = join(home.base, 'jobs.json');
    const all = { version: 1, jobs: [...jobs, { ...write, after: [{ jobId: 'check' }] }, check] };
    await writeFile(config, JSON.stringify(all), { mode: 0o600 });
    const state = join(home.base, 'state.json');
    const files = ['--config-file', config, '--state-file', state];
    expect(await home.run('monitor', ['start', 'a', ...files])).toMatchObject({ exitCode: 0 });
    expect(await home.run('monitor', ['approve', 'w', '--by', 'a', '--reason', 'r', ...files])).toMatchObject({
      exitCode: 0,
    });
    const logs = join(home.base, 'state.start-logs');
    for (const path of ['state.audit.jsonl', 'state.start-logs', 'state.start-logs/a.log'])
      expect([path, (await stat(join(home.base, path))).uid]).toEqual([path, uid]);
    // What the user does from then on with jobs of his own.
    for (const path of [config, state]) await chown(path, uid, uid);
    expect(await run('monitor', ['start', 'a', ...files])).toMatchObject({ exitCode: 0 });
    const ofRoot = join(home.base, 'of-root');
    await writeFile(ofRoot, 'precious');
    await symlink(ofRoot, join(logs, 'b.log'));
    await chown(config, 0, 0);
    await chown(state, 0, 0);
    expect(await home.run('monitor', ['start', 'b', ...files])).not.toMatchObject({ exitCode: 0 });
    expect(await readFile(ofRoot, 'utf8')).toBe('precious');
  });
});

describe('a report of root that a user cannot read', () => {
  asRoot('stops his pass with the line that hands it over', async () => {
    const { home, run } = await makeUsersHome();
    await run('producer', [...report, '--report-id', 'one']);
    const path = home.path('pending', 'a report.md');
    await writeFile(path, reportText('x'), { mode: 0o600 });
    await execa('touch', ['-d', '2020-01-01', path]);
    const result = await run('watchdog', ['--send-cmd', 'cat']);
    expect(result.exitCode).toBe(74);
    const hint = /It belongs to root\. .*: sudo (chown .*)$/m.exec(String(result.stderr))?.[1] ?? 'no hint';
    expect(hint).toContain(`'${path}'`);
    await execa('sh', ['-c', hint]);
    expect((await stat(path)).uid).toBe(uid);
  });

  asRoot('in a directory of root says so, too', async () => {
    const { home, run } = await makeUsersHome();
    await run('producer', report);
    await chown(home.path('pending'), 0, 0);
    await chmod(home.path('pending'), 0o700);
    const { stderr } = await run('consumer', ['--all']);
    expect(stderr).toContain(`sudo chown nobody ${home.path('pending')}`);
  });
});

describe('what was there before root came', () => {
  asRoot('stays whose it was', async () => {
    const { home } = await makeUsersHome();
    await mkdir(home.dir, { mode: 0o700 });
    await chown(home.dir, uid, uid);
    await writeFile(home.path('deliveries.jsonl'), '', { mode: 0o600 });
    await home.run('producer', [...report, '--report-id', 'one']);
    await home.run('driver', ['one', '--send-cmd', 'cat']);
    expect((await stat(home.path('deliveries.jsonl'))).uid).toBe(0);
  });
});
