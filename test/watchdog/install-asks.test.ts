import { readFile, stat } from 'node:fs/promises';

import { execa } from 'execa';
import { expect } from 'vitest';

import { commandPath, makeHome, type TestHome, until } from '../harness.ts';
import { canMakeTerminal } from '../producer/runCommand.ts';
import { testIf } from '../testIf.ts';
import { withSchedulers } from './doctor.ts';
import { lookAtAll, readTable } from './install.ts';

/** `install` on a terminal: what it has shown so far, what is typed, and how it ends. */
function startOnTerminal(home: TestHome) {
  const child = execa('script', ['-qec', `'${commandPath('watchdog')}' install --no-test`, '/dev/null'], {
    reject: false,
    extendEnv: false,
    env: { ...home.environment(), ...withSchedulers() },
  });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  const answer = async (question: string, text: string) => {
    await until(question, () => shown.includes(question));
    child.stdin.write(`${text}\r`);
  };
  return { child, answer, read: () => shown };
}

const testOnTerminal = testIf(canMakeTerminal, 'it needs script, which makes a terminal');

testOnTerminal('install asks on a terminal for what is missing, and shows no secret', async () => {
  const home = await makeHome();
  const { child, answer, read } = startOnTerminal(home);
  await answer('Channel: ', 'discrod');
  await until('the question again', () => read().split('Channel: ').length > 2);
  child.stdin.write('discord\r');
  await answer('DISCORD_WEBHOOK_URL', 'https://discord.example/api/webhooks/1/very-secret');
  await until('the end', () => read().includes('to undo it: '));
  child.stdin.end();
  expect((await child).exitCode).toBe(0);
  expect(read()).toContain('discrod');
  expect(read()).not.toContain('very-secret');
  expect(JSON.parse(await readFile(home.path('config.json'), 'utf8'))).toEqual({ via: 'discord' });
  const secret = home.path('secrets/DISCORD_WEBHOOK_URL');
  expect(await readFile(secret, 'utf8')).toBe('https://discord.example/api/webhooks/1/very-secret\n');
  expect([(await stat(secret)).mode & 0o777, (await stat(home.path('secrets'))).mode & 0o777]).toEqual([0o600, 0o700]);
  const table = await readTable(home);
  expect(table).toContain('# BEGIN');
  expect(table).not.toContain('very-secret');
});

testOnTerminal('an install that gets no answer changes nothing', async () => {
  const home = await makeHome();
  const before = await lookAtAll(home);
  const { child, answer } = startOnTerminal(home);
  await answer('Channel: ', '\x04');
  child.stdin.end();
  const { exitCode, stdout } = await child;
  expect(exitCode).toBe(64);
  expect(stdout).toContain('expected an answer, got none');
  expect(await lookAtAll(home)).toEqual(before);
});
