import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { countingSend } from '../fixtures/send/gate.ts';
import { type Command, reportText, type TestHome } from '../harness.ts';

/** A call of a command, each in a home of its own. */
export interface OutputCase {
  command: Command;
  args: (home: TestHome) => string[];
  /** What stands on stdin. */
  input?: string;
  /** For one that stays until it is told to end: whether its work is done. */
  isDone?: (home: TestHome) => Promise<boolean>;
}

const report = ['--team', 't', '--worker', 'w', '--task-id', 'job'];
// More than a pipe holds: a command whose output nobody takes comes to the point where it would be ended or would wait.
const loud = 'seq 1 60000; seq 1 60000 >&2; echo finished >> effects';

const call = (command: Command, ...args: string[]): OutputCase => ({ command, args: () => args });
const run = (...args: string[]) => call('producer', 'run', ...report, ...args);
const send = (command: Command, ...args: string[]): OutputCase => ({
  command,
  args: (home) => [...args, '--send-cmd', countingSend(home)],
});

/** Calls of every command, those that fail among them, that print little and that print much. */
export const outputCases: OutputCase[] = [
  call('producer', ...report, '--status', 'done', '--done', 'x'),
  call('producer', ...report, '--status', 'done', '--done', 'x', '--json'),
  call('producer', ...report, '--status', 'done', '--done', 'x', '--dry-run'),
  call('producer', ...report, '--status', 'nonsense', '--done', 'x', '--json'),
  { ...call('producer', ...report, '--status', 'done', '--body', '-'), input: 'line of a long log\n'.repeat(20_000) },
  call('producer', 'hook', 'codex', '{"type":"agent-turn-complete"}'),
  call('producer', 'hook', 'no-such-agent'),
  call('producer', '--help'),
  call('producer', '--version'),
  run('--', 'sh', '-c', loud),
  run('--', 'sh', '-c', `${loud}; exit 3`),
  run('--tail', '0', '--', 'sh', '-c', `set -e; ${loud}`),
  run('--json', '--', 'sh', '-c', `${loud}; kill -TERM $$`),
  run('--', 'no-such-command-here'),
  call('consumer', '--all'),
  call('consumer', 'r1'),
  call('consumer', 'nothing', '--json'),
  call('send', 'list'),
  { ...call('send', 'slack', '--json'), input: 'hello' },
  send('driver', 'r1'),
  call('driver', 'r1', '--send-cmd', 'echo no; exit 1'),
  call('driver', 'r1', '--dry-run', '--send-cmd', 'true'),
  send('watchdog', '--all'),
  send('watchdog', '--json', '--verbose'),
  call('watchdog', '--all', '--send-cmd', 'echo no; exit 1'),
  {
    ...send('watchdog', '--follow'),
    isDone: async (home) => (await home.names('pending')).length === 0,
  },
  call('watchdog', 'status'),
  call('watchdog', 'status', '--max-age', '1s'),
  call('watchdog', 'doctor', '--send-cmd', 'true'),
  call('watchdog', 'hold', 'r2', '--reason', 'r'),
  call('watchdog', 'release', 'h1'),
  call('watchdog', 'prune', '--older-than', '1d', '--json'),
  call('monitor', 'tick'),
  call('monitor', 'tick', '--print-only', '--json'),
  call('monitor', 'status'),
  call('monitor', 'run', 'check'),
  call('monitor', 'run', 'write'),
  call('monitor', 'run', 'write', '--json'),
  call('monitor', 'run', 'unapproved'),
  call('monitor', 'start', 'long'),
  call('monitor', 'stop', 'long'),
  call('monitor', 'approve', 'unapproved', '--by', 'alice', '--reason', 'r'),
  call('monitor', 'approvals'),
  call('monitor', 'queue'),
  call('monitor', 'validate-config'),
  call('monitor', 'schema'),
];

/** Puts reports into the places of a home, and jobs where the monitor looks for them. */
export async function prepareHome(home: TestHome): Promise<void> {
  // Older than any --max-age here, however long a call takes to look.
  const longAgo = new Date('2026-01-01');
  for (const id of ['r1', 'r2', 'r3']) await utimes(await home.write(id, reportText(id)), longAgo, longAgo);
  await home.write('bad', 'no front matter', 'sent');
  await home.write('h1', reportText('h1'), 'held');
  const status = JSON.stringify({ running: true, completed: false, level: 'alert', message: 'm' });
  const commands = { run: ['sh', '-c', loud] };
  const common = { risk: 'read_only', cwd: home.base };
  const write = { ...common, kind: 'one_shot_write', risk: 'write_local', after: [{ jobId: 'check' }] };
  const jobs = [
    {
      ...common,
      id: 'long',
      kind: 'long_running_read',
      enabled: true,
      commands: { start: ['sh', '-c', loud], status: ['echo', status], stop: ['sh', '-c', loud] },
    },
    { ...common, id: 'check', kind: 'one_shot_read', commands: { run: ['sh', '-c', `${loud}; exit 3`] } },
    { ...write, id: 'write', commands, approval: { granted: true } },
    { ...write, id: 'unapproved', commands },
  ];
  const directory = join(home.base, '.openclaw/net/config');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'ops-jobs.json'), JSON.stringify({ version: 1, jobs }), { mode: 0o600 });
}
