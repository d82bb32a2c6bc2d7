import { fieldNames } from '@owner-report/spool';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { findShadows } from '../../../../packages/cli/src/settings/findShadows.ts';
import { coversGlob, matchesGlob } from '../../../../packages/cli/src/settings/glob.ts';
import { defaultSettings } from '../../../../packages/cli/src/settings/resolveSettings.ts';
import type { Match, Route } from '../../../../packages/cli/src/settings/route.ts';
import { isHeldBack, routeOf } from '../../../../packages/cli/src/settings/routeOf.ts';

const route = (name: string, match: Match): Route => ({ name, match, settings: defaultSettings });
const fields = (said: Record<string, string>) =>
  ({ ...Object.fromEntries(fieldNames.map((name) => [name, ''])), ...said }) as Parameters<typeof routeOf>[0];

describe('a pattern', () => {
  test.each([
    ['alert', 'alert', true],
    ['alert', 'alerts', false],
    ['alert', 'Alert', false],
    ['ops-*', 'ops-', true],
    ['ops-*', 'ops', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['?', '', false],
    ['?', '繁', true],
    ['db-??', 'db-12', true],
    ['*ab', 'aab', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a.c', 'abc', false],
    ['*', 'two\nlines', true],
    ['a**b', 'ab', true],
  ])('%j for %j: %j', (pattern, text, holds) => {
    expect(matchesGlob(pattern, text)).toBe(holds);
  });

  test('takes a time that is bounded by both lengths', () => {
    const begin = performance.now();
    expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(8000))).toBe(false);
    expect(performance.now() - begin).toBeLessThan(30_000);
  });

  test('holds for what a regular expression of the same meaning does', () => {
    const word = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
    fc.assert(
      fc.property(word('ab*?'), word('ab'), (pattern, text) => {
        const meaning = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesGlob(pattern, text)).toBe(meaning.test(text));
      }),
    );
  });

  test.each(['alert', 'ops-?', '*a?b*', '?*', '*?', '**', '?*?*', ''])('covers itself: %j', (pattern) => {
    expect(coversGlob(pattern, pattern)).toBe(true);
  });

  test('that covers another holds for all that this one holds for', () => {
    const word = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 });
    fc.assert(
      fc.property(word('ab*?'), word('ab*?'), word('ab'), (wide, narrow, text) => {
        fc.pre(coversGlob(wide, narrow) && matchesGlob(narrow, text));
        expect(matchesGlob(wide, text)).toBe(true);
      }),
      { numRuns: 200 },
    );
    expect(coversGlob('a*', 'ab*')).toBe(true);
    expect(coversGlob('ab*', 'a*')).toBe(false);
    expect(coversGlob('?', '*')).toBe(false);
    expect(coversGlob('?*', 'a')).toBe(true);
  });
});

describe('a report', () => {
  const routes = [
    route('urgent', { status: ['alert', 'blocked'] }),
    route('ops', { team: ['ops-*'], worker: ['a', 'b'] }),
    route('all of t', { team: ['t'] }),
  ];

  test.each([
    [{ status: 'alert', team: 'ops-a', worker: 'a' }, 'urgent'],
    [{ status: 'normal', team: 'ops-a', worker: 'b' }, 'ops'],
    [{ status: 'normal', team: 'ops-a', worker: 'c' }, undefined],
    [{ status: 'normal', team: 't' }, 'all of t'],
    [{}, undefined],
  ])('with %j goes by route %s', (said, name) => {
    expect(routeOf(fields(said), routes)?.name).toBe(name);
  });

  test('goes by a route that asks nothing', () => {
    expect(routeOf(fields({}), [route('all', {})])?.name).toBe('all');
  });

  test('is held back by the quiet hours of its lane only if it is routine', () => {
    const lane = { ...route('a', {}), quietHours: { start: '23:00', end: '08:00' } };
    const night = new Date(2026, 0, 15, 23, 30);
    const held = (status: string, now = night) => isHeldBack({ status }, lane, now);
    expect(
      ['normal', 'done', 'warn', 'alert', 'blocked', 'action_required', 'odd', ''].map((one) => held(one)),
    ).toEqual([true, true, ...Array.from({ length: 6 }, () => false)]);
    expect(held('normal', new Date(2026, 0, 15, 12))).toBe(false);
    expect(isHeldBack({ status: 'normal' }, route('a', {}), night)).toBe(false);
  });
});

describe('a route is shadowed', () => {
  test.each<[string, Match, Match, boolean]>([
    ['by one that asks nothing', {}, { status: ['alert'] }, true],
    ['by a star', { team: ['*'] }, { status: ['alert'] }, true],
    ['by the same', { status: ['alert'] }, { status: ['alert'] }, true],
    ['by a longer list', { status: ['alert', 'blocked'] }, { status: ['blocked'] }, true],
    ['by a wider pattern', { team: ['ops-*'] }, { team: ['ops-db*', 'ops-?'] }, true],
    ['by the same in other words', { team: ['a*?'] }, { team: ['a?*'] }, true],
    ['not by a narrower one', { team: ['ops-db'] }, { team: ['ops-*'] }, false],
    ['not by one that asks more', { team: ['a'], status: ['alert'] }, { team: ['a'] }, false],
    ['not by one of another field', { team: ['a'] }, { status: ['a'] }, false],
  ])('%s', (_how, wide, narrow, is) => {
    expect(findShadows(narrow, [route('a', wide)]).map(({ name }) => name)).toEqual(is ? ['a'] : []);
    expect(findShadows(narrow, [])).toEqual([]);
  });

  test('by several together, and the rest by one that takes all', () => {
    const routes = [
      route('alerts', { status: ['alert'] }),
      route('ops', { status: ['blocked'], team: ['ops-*'] }),
      route('other', { team: ['x', 'y'] }),
    ];
    const shadowsOf = (match: Match) => findShadows(match, routes).map(({ name }) => name);
    expect(shadowsOf({ status: ['alert', 'blocked'], team: ['ops-a', 'x'] })).toEqual(['alerts', 'ops', 'other']);
    expect(shadowsOf({ status: ['alert', 'blocked'], team: ['ops-a', 'z'] })).toEqual([]);
    expect(shadowsOf({})).toEqual([]);
    expect(findShadows({}, [...routes, route('all', { team: ['*'] })]).map(({ name }) => name)).toEqual(['all']);
    const many = Array.from({ length: 40 }, (_, n) => `t${n}`);
    expect(findShadows({ team: many, worker: many }, [route('a', { team: many })]).map(({ name }) => name)).toEqual([
      'a',
    ]);
  });
});
