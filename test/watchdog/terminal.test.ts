import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeGate } from '../fixtures/send/gate.ts';
import { commandPath, makeHome, type TestHome, until } from '../harness.ts';
import { writeAll } from './queue.ts';

/** A pass on a terminal of its own, so many columns wide. */
function passOnTerminal(home: TestHome, send: string, env: NodeJS.ProcessEnv = {}, columns = 80) {
  return onTerminal(home, '--all', { OWNER_REPORT_SEND_CMD: send, ...env }, columns);
}

function onTerminal(home: TestHome, words: string, env: NodeJS.ProcessEnv, columns = 80) {
  const command = `stty cols ${columns}; exec '${commandPath('watchdog')}' ${words}`;
  return execa('script', ['-qec', command, '/dev/null'], {
    env: { ...home.environment(), TERM: 'xterm', SHELL: '/bin/sh', ...env },
    extendEnv: false,
    reject: false,
  });
}

const twelve = Array.from({ length: 12 }, (_, index) => `r${String(index).padStart(2, '0')}`);

describe('a long backlog on a terminal', () => {
  test('shows how far it is, and sums up at its end', async () => {
    const home = await makeHome();
    await writeAll(home, twelve);
    const stdout = (await passOnTerminal(home, 'true')).stdout;
    expect(stdout).toMatch(/\[#+\.+\] 6\/12, about .* left/);
    expect(stdout.trimEnd()).toMatch(/12 sent in .*, 0 left$/);
  });

  test('shows the counts alone where that is narrow, and nothing where no cursor moves', async () => {
    const narrow = await makeHome();
    await writeAll(narrow, twelve);
    const shown = (await passOnTerminal(narrow, 'true', {}, 40)).stdout;
    expect(shown).toContain('\u001B[K6/12');
    expect(shown).not.toContain('[#');
    const dumb = await makeHome();
    await writeAll(dumb, twelve);
    const told = (await passOnTerminal(dumb, 'true', { TERM: 'dumb' })).stdout;
    expect(told).toContain('sent r11');
    expect(told).not.toContain('\u001B');
  });
});

test('prune counts what it deletes', async () => {
  const home = await makeHome();
  const ids = Array.from({ length: 250 }, (_, index) => `r${index}`);
  await Promise.all(ids.map((id) => home.write(id, 'x', 'sent')));
  const { stdout } = await onTerminal(home, 'prune --older-than 0s', {});
  expect(stdout).toContain('\u001B[K200 deleted');
  expect(stdout.trimEnd()).toMatch(/\u001B\[Kdeleted 250 sent reports and 0 staging files$/);
});

test('Ctrl-C says what was sent, what is under way and what waits', async () => {
  const home = await makeHome();
  await writeAll(home, twelve);
  const gate = await makeGate(home);
  const child = passOnTerminal(home, `[ "$OWNER_REPORT_ID" = r00 ] || { ${gate.command}; }`);
  await gate.reached();
  child.stdin?.write('\u0003');
  const { stdout, exitCode } = await child;
  expect(stdout).toMatch(
    /interrupted: 1 report sent; r01 is under way since \S+: its send goes on, and the next pass settles it; 10 wait/,
  );
  expect(exitCode).toBe(130);
  await gate.open();
  await until('the end of the send', async () => {
    const { stdout: json } = await home.run('watchdog', ['status', '--json']);
    return (JSON.parse(String(json)) as { head: { attempt_state: string } }).head.attempt_state === 'succeeded';
  });
  await home.run('watchdog', ['--send-cmd', 'true', '--all']);
  expect(await home.names('sent')).toHaveLength(12);
  expect((await home.deliveries()).find(({ report_id: id }) => id === 'r01')).toMatchObject({
    event: 'sent',
    recovered: true,
  });
});
