import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { toolPath, touchesMachine } from '../fixtures/pages.ts';
import { makeHome, TestHome } from '../harness.ts';
import { sections, setUp, titlesFor } from './runbook.ts';
import { troubles } from './troubles.ts';

const followed = sections.filter(({ sessions }) => sessions.length > 0);
const ways = followed.flatMap(({ title, verdicts, sessions }) =>
  sessions.map((session, index) => ({ title, verdicts, session, way: index + 1 })),
);

test('each section with something to type has a trouble to try it in, and the other way round', () => {
  expect(Object.keys(troubles).sort()).toEqual(followed.map(({ title }) => title).sort());
  for (const { session } of ways) expect(session).not.toMatch(touchesMachine);
});

describe('what docs/runbook.md says to type works, and then it is over:', () => {
  test.for(ways)('$title, way $way', async ({ title, verdicts, session }, context) => {
    const trouble = troubles[title];
    if (trouble?.needs !== undefined) context.skip(trouble.needs);
    // Its path has a blank in it.
    const base = join((await makeHome()).base, 'a b');
    await mkdir(base);
    const home = new TestHome(base);
    const { env = {}, launcher = ['env'], before = '', after = '' } = (await trouble?.make(home)) ?? {};
    const look = (name: string) => `owner-report-watchdog status > ${name}`;
    const lines = ['set -eu', before, look('first'), setUp, session, after, look('last')];
    await writeFile(join(base, 'session'), lines.join('\n'));
    const [program = '', ...args] = launcher;
    const result = await execa(program, [...args, 'sh', 'session'], {
      reject: false,
      all: true,
      extendEnv: false,
      stdin: 'ignore',
      cwd: base,
      env: { ...home.environment(), PATH: toolPath, ID: 'r1', ...env },
    });
    expect(result.exitCode, result.all).toBe(0);
    expect(result.all).not.toMatch(/a bug in this program|not found$|unbound|parameter not set/m);
    if (verdicts.length === 0) return;
    const [first, last] = await Promise.all(['first', 'last'].map((name) => readFirstLine(join(base, name))));
    expect(titlesFor(first ?? ''), first).toEqual([title]);
    if (trouble?.isOver !== false) expect(titlesFor(last ?? ''), last).not.toContain(title);
  });
});

async function readFirstLine(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).split('\n', 1)[0] ?? '';
}
