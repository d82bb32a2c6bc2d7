import { writeFile } from 'node:fs/promises';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeGate, start, suspend } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';
import { later } from './queue.ts';
import { threeLanes, writeAt, writeConfig } from './routes.ts';

interface Verdict {
  level: string;
  text: string;
  type: string | null;
}

/** The verdict as --json has it; the same stands first in what people read. */
async function verdictOf(home: TestHome, env: NodeJS.ProcessEnv = {}): Promise<Verdict> {
  const json = await home.run('watchdog', ['status', '--json'], { env });
  const { verdict } = JSON.parse(String(json.stdout)) as { verdict: Verdict };
  const [first, second = ''] = String((await home.run('watchdog', ['status'], { env })).stdout).split('\n');
  // What was said a moment before has another age.
  expect(withoutAges(first ?? '')).toBe(withoutAges(`${verdict.level}: ${verdict.text}`));
  if (verdict.type !== null) expect(second).toBe(`  to type: ${verdict.type}`);
  return verdict;
}

function withoutAges(line: string): string {
  // Of one or two units: after `20 min` comes `20 min 1 s`.
  return line.replaceAll(/[\d.]+ (?:d|h|min|s)\b(?: \d+ (?:h|min|s)\b)?/g, 'T');
}

describe('the verdict comes first, and is true:', () => {
  test('a home that is not there', async () => {
    const home = await makeHome();
    expect(await verdictOf(home)).toEqual({
      level: 'attention',
      text: 'there is no home here yet, so that nothing can wait in it',
      type: `owner-report-watchdog install --home ${home.dir}`,
    });
  });

  test('nothing waits', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    expect(await verdictOf(home)).toMatchObject({
      level: 'busy',
      text: '1 report waits for the next pass',
      type: null,
    });
    await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await verdictOf(home)).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/^all is sent; the last pass ended .* ago$/),
      type: null,
    });
  });

  test('a backlog that is drained', async () => {
    const home = await makeHome();
    for (const id of ['r1', 'r2', 'r3']) await home.write(id, reportText(id));
    await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await verdictOf(home)).toMatchObject({ level: 'busy', text: '2 reports wait for the next pass' });
  });

  test('a head that failed, with what the command printed', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'echo channel is down; exit 1']);
    expect(await verdictOf(home)).toEqual({
      level: 'alert',
      text: 'the head failed: send command exited with 1: channel is down; 1 attempt, the next pass tries it again',
      type: `owner-report-watchdog doctor --home ${home.dir}`,
    });
  });

  test('a head whose outcome is unknown, until when it waits, and what sends it now', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const send = `echo '{"outcome":"unknown","reason":"no answer"}' > "$OWNER_REPORT_RESULT_FILE"`;
    await writeConfig(home, { sendCommand: send });
    await home.run('watchdog', []);
    expect(await verdictOf(home)).toMatchObject({
      level: 'attention',
      text: expect.stringMatching(
        /^nobody knows whether the head went out \(no answer\); (?:it is sent again in .*|the next pass sends it again), flagged$/,
      ),
      type: `owner-report-driver r1 --home ${home.dir}`,
    });
    await writeConfig(home, {});
    expect((await verdictOf(home)).type).toBe(`owner-report-watchdog doctor --home ${home.dir}`);
  });

  test.each([
    ['invalid', 'no front matter', 'true', /^the head can never be sent: .*r1\.md: expected/],
    [
      'rejected',
      reportText('r1'),
      `echo '{"outcome":"rejected","reason":"too rude"}' > "$OWNER_REPORT_RESULT_FILE"`,
      /^the head was rejected: too rude/,
    ],
  ])('a head that is %s, and what sets it aside', async (reason, content, send, text) => {
    const home = await makeHome();
    await home.write('r1', content);
    await home.run('watchdog', ['--send-cmd', send]);
    expect(await verdictOf(home)).toEqual({
      level: 'alert',
      text: expect.stringMatching(text),
      type: `owner-report-watchdog hold r1 --reason ${reason} --home ${home.dir}`,
    });
  });

  test('a send under way, and one whose pass is suspended', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    expect(await verdictOf(home)).toMatchObject({
      level: 'busy',
      text: expect.stringMatching(/^the head is being sent since .* ago$/),
      type: null,
    });
    await suspend(child.pid);
    expect(await verdictOf(home)).toEqual({
      level: 'alert',
      text: `the pass that holds the lock is suspended (process ${child.pid}): no other one can begin`,
      type: `kill -CONT ${child.pid}`,
    });
    child.kill('SIGCONT');
    await gate.open();
    await child;
    expect(await verdictOf(home)).toMatchObject({ level: 'ok' });
  });

  test('a pass that has died in the middle of a send', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    child.kill('SIGKILL');
    await child;
    // Its sender is at work all the same.
    expect((await verdictOf(home)).text).toMatch(/^the head is being sent since /);
    await gate.open();
    const isOver = async () => !(await verdictOf(home)).text.startsWith('the head is being sent');
    await until('the receipt', isOver);
    expect(await verdictOf(home)).toMatchObject({ level: 'busy', text: '1 report waits for the next pass' });
  });

  test('a file in the way of the lock, and the line that moves it', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await writeFile(home.path('lock'), '');
    const { level, text, type } = await verdictOf(home);
    expect([level, text]).toEqual(['alert', 'no pass can lock this home: a file is in the way']);
    await execa('sh', ['-c', type ?? '']);
    expect(await verdictOf(home)).toMatchObject({ level: 'busy' });
  });

  test('reports that are held', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['hold', 'r1', '--reason', 'x']);
    expect(await verdictOf(home)).toEqual({
      level: 'attention',
      text: '1 report is held, and not sent before somebody releases it',
      type: `owner-report-watchdog release r1 --home ${home.dir}`,
    });
  });

  test('nothing drains this home, whether something waits or not', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const type = `owner-report-watchdog doctor --home ${home.dir}`;
    expect(await verdictOf(home, later(5))).toMatchObject({ level: 'busy' });
    expect(await verdictOf(home, later(20))).toEqual({
      level: 'alert',
      text: 'nothing drains this home: no pass has ever run, and 1 report waits',
      type,
    });
    await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await verdictOf(home, later(5))).toMatchObject({ level: 'ok' });
    expect(await verdictOf(home, later(20))).toEqual({
      level: 'attention',
      text: expect.stringMatching(/^nothing drains this home: the last pass ended 20 min .*ago$/),
      type,
    });
    await home.write('r2', reportText('r2'));
    expect(await verdictOf(home, later(20))).toMatchObject({
      level: 'alert',
      text: expect.stringMatching(/^nothing drains this home: the last pass ended 20 min .*ago, and 1 report waits$/),
    });
  });

  test('a pass that was broken off', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await writeConfig(home, { sendComand: 'true' });
    await home.run('watchdog', []);
    await writeConfig(home, {});
    await home.run('watchdog', []);
    expect(await verdictOf(home)).toMatchObject({
      level: 'alert',
      text: expect.stringContaining('the last pass was broken off: '),
    });
  });

  test('a clock that is wrong', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await verdictOf(home, later(-60))).toMatchObject({
      level: 'attention',
      text: 'the last pass is from the future: this clock was set back, or was ahead then',
      type: 'date',
    });
  });

  test('one lane of several that fails', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { urgent: 'echo down; exit 1' }));
    await writeAt(home, 1, { status: 'alert' });
    await writeAt(home, 2);
    await home.run('watchdog', ['--all']);
    expect(await verdictOf(home)).toMatchObject({
      level: 'alert',
      text: 'route urgent: the head failed: send command exited with 1: down; 1 attempt, the next pass tries it again',
    });
  });
});

test('the verdict has a colour on a terminal, and nowhere else', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const command = `${process.execPath} '${process.cwd()}/node_modules/.bin/owner-report-watchdog' status`;
  const onTerminal = async (env: NodeJS.ProcessEnv) => {
    const all = { ...home.environment(), TERM: 'xterm', ...env };
    const { stdout } = await execa('script', ['-qec', command, '/dev/null'], { env: all, extendEnv: false });
    return stdout.split('\n')[0]?.trimEnd();
  };
  const text = 'busy: 1 report waits for the next pass';
  expect(await onTerminal({})).toBe(`\u001B[36m${text}\u001B[39m`);
  expect(await onTerminal({ NO_COLOR: '1' })).toBe(text);
  expect(await onTerminal({ TERM: 'dumb' })).toBe(text);
  expect(String((await home.run('watchdog', ['status'], { env: { TERM: 'xterm' } })).stdout)).toMatch(
    /^busy: 1 report waits for the next pass\n/,
  );
});
