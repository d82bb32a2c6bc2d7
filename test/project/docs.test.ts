import { readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { resolveHome } from '@owner-report/spool';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { brokenLinks, readPage } from '../fixtures/markdown.ts';
import { blocksOf, toolPath, touchesMachine } from '../fixtures/pages.ts';
import { makeHome, root } from '../harness.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'skills/owner-report/SKILL.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Pages that are meant to be followed: their `sh` blocks are one session of a shell. */
const followed = [
  'README.md',
  'docs/install.md',
  'docs/scheduling.md',
  'docs/manual.md',
  'docs/monitor.md',
  'docs/monitoring.md',
  'docs/recipes.md',
  'docs/agents.md',
  'skills/owner-report/SKILL.md',
];

describe('a page', () => {
  test.each(followed)('%s can be followed in an empty home directory, command by command', async (page) => {
    const { base } = await makeHome();
    // Both paths have a blank in them.
    const home = join(base, 'a home');
    const clone = join(base, 'my clone');
    await mkdir(join(home, 'tmp'), { recursive: true });
    await symlink(root, clone);
    const script = join(base, 'session');
    await writeFile(script, ['set -eu', ...blocksOf(readPage(page), 'sh')].join('\n'));
    const result = await execa('sh', [script], {
      reject: false,
      all: true,
      extendEnv: false,
      stdin: 'ignore',
      cwd: clone,
      env: { HOME: home, PWD: clone, TMPDIR: join(home, 'tmp'), LANG: 'C.UTF-8', PATH: toolPath },
    });
    expect(result.exitCode, result.all).toBe(0);
    expect(result.all).not.toMatch(/a bug in this program|not found$|unbound|parameter not set/m);
  });

  test.each(followed)('%s has commands to follow, and none that touches the machine it is read on', (page) => {
    const session = blocksOf(readPage(page), 'sh').join('\n');
    expect(session).not.toBe('');
    expect(session).not.toMatch(touchesMachine);
  });

  test.each(pages)('%s links only to what is there', (page) => {
    expect(brokenLinks(page, readPage(page))).toEqual([]);
    expect(brokenLinks(page, `${readPage(page)}[a](nowhere.md) [b](#no-heading) [c](/README.md#none)`)).toHaveLength(3);
  });
});

test('README is short', () => {
  expect(readPage('README.md').split('\n').length).toBeLessThanOrEqual(180);
});

test('every page of docs/ is named in README', () => {
  const index = readPage('README.md');
  expect(pages).toContain('docs/architecture.md');
  expect(pages.filter((page) => page.startsWith('docs/') && !index.includes(`(${page})`))).toEqual([]);
});

test.each(['README.md', 'docs/delivery.md'])('%s names everything that there is in a home', (page) => {
  const { dir, ...files } = resolveHome('/home');
  const names = Object.values(files).map((path) => relative(dir, path));
  expect(names).toContain('last-tick.json');
  // In the picture of README, or first in the row of a table.
  const told = readPage(page).matchAll(/<home>\/([\w.-]+)|^\| `([\w.-]+)\/?`(?:, `[^`]*`)? \|/gm);
  const known = new Set([...told].flatMap(([, drawn, listed]) => [drawn, listed]));
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});
