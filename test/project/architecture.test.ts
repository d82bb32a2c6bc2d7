import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

import { describe, expect, test } from 'vitest';

import { root } from '../harness.ts';

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const packages = readdirSync(join(root, 'packages'));

interface Source {
  /** `driver` */
  owner: string;
  /** `send`, or the name of a file that stands beside the rooms. */
  room: string;
  text: string;
  path: string;
}

const sources: Source[] = packages.flatMap((owner) => {
  const src = join(root, 'packages', owner, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      owner,
      room: name.split('/', 1)[0] ?? '',
      text: readFileSync(join(src, name), 'utf8'),
      path: join(src, name),
    }));
});

/** Rooms of its own package, and other packages, that a source imports. */
function importsOf({ owner, path, text }: Source): string[] {
  const src = join(root, 'packages', owner, 'src');
  return [...text.matchAll(/(?:from |import\()'(\.[^']+|@owner-report\/\w+)'/g)].map(([, name = '']) =>
    name.startsWith('@') ? name : (relative(src, normalize(join(dirname(path), name))).split('/', 1)[0] ?? ''),
  );
}

/** Rows of the table of rooms: package, room, imports. */
const rows = [...page.matchAll(/^\| (\w+) \| `(\w+)` \| [^|]+ \| ([^|]+) \|$/gm)].map(
  ([, owner, room, imports = '']) => ({
    owner: String(owner),
    room: String(room),
    imports: imports.trim() === '–' ? [] : imports.trim().split(', '),
  }),
);

describe('the table of rooms', () => {
  test('has every room that there is, and no other', () => {
    const isRoom = ({ owner, room }: Source) => statSync(join(root, 'packages', owner, 'src', room)).isDirectory();
    const there = new Set(sources.filter(isRoom).map(({ owner, room }) => `${owner}/${room}`));
    expect(rows.map(({ owner, room }) => `${owner}/${room}`).sort()).toEqual([...there].sort());
  });

  test.each(rows)('says what $owner/$room imports', ({ owner, room, imports }) => {
    const rooms = new Set(rows.filter((row) => row.owner === owner).map((row) => row.room));
    const found = sources.filter((source) => source.owner === owner && source.room === room).flatMap(importsOf);
    const drawn = [...new Set(found)].filter((name) => rooms.has(name) && name !== room).sort();
    expect(drawn).toEqual([...imports].sort());
  });

  test('has no arrow back: no room reaches itself', () => {
    for (const { owner, room } of rows) {
      const seen = new Set<string>();
      const ways = [room];
      for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
        const next = rows.find((row) => row.owner === owner && row.room === way)?.imports ?? [];
        expect(next, `${owner}/${room}`).not.toContain(room);
        ways.push(...next.filter((name) => !seen.has(name)));
        for (const name of next) seen.add(name);
      }
    }
  });
});

test('a package imports only those below it', () => {
  const allowed: Record<string, string[]> = { spool: [], cli: ['spool'], watchdog: ['spool', 'cli', 'driver'] };
  for (const source of sources) {
    // '..' is a path into the sources of another package.
    const others = importsOf(source).filter((name) => name.startsWith('@') || name === '..');
    const below = new Set((allowed[source.owner] ?? ['spool', 'cli']).map((name) => `@owner-report/${name}`));
    expect(
      others.filter((name) => !below.has(name)),
      source.path,
    ).toEqual([]);
  }
});

test('spool loads no library of YAML before a call needs it', () => {
  const src = join(root, 'packages/spool/src');
  expect(librariesOf(join(src, 'index.ts'))).not.toContainEqual(expect.stringMatching(/yaml|matter/));
  expect(librariesOf(join(src, 'report/yaml.ts'))).toEqual(expect.arrayContaining(['gray-matter', 'js-yaml']));
});

/** What is loaded together with a source, of other packages. */
function librariesOf(path: string): string[] {
  const seen = new Set([path]);
  for (const at of seen) {
    if (!at.endsWith('.ts')) continue;
    const { text = '' } = sources.find((source) => source.path === at) ?? {};
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';$/gm))
      seen.add(name.startsWith('.') ? join(dirname(at), name) : name);
  }
  return [...seen].filter((name) => !name.endsWith('.ts'));
}

test('what is said to be decided somewhere is decided in a file that is there', () => {
  const named = [...page.matchAll(/`(packages\/[^`]+\.ts)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(5);
  for (const path of named) expect(sources.map((source) => relative(root, source.path))).toContain(path);
});

test('no file of tests is longer than 250 lines', () => {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[cj]?[jt]s$/.test(name),
  );
  expect(files).toContain('project/architecture.test.ts');
  const linesOf = (name: string) => readFileSync(join(root, 'test', name), 'utf8').split('\n').length - 1;
  expect(files.filter((name) => linesOf(name) > 250)).toEqual([]);
});

test('no source is longer than 250 lines, and the median is below 70', () => {
  const lengths = sources.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b);
  expect(lengths.at(-1)).toBeLessThanOrEqual(250);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(70);
});
