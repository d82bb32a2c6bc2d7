import { defaultSettings } from '@owner-report/cli';
import { expect, test } from 'vitest';

import { type AttemptRecord, newAttemptRecord } from '../../../../packages/driver/src/attempt/attemptRecord.ts';
import { nameWay } from '../../../../packages/driver/src/attempt/rejection.ts';
import { chooseWay } from '../../../../packages/driver/src/deliver/chooseWay.ts';

const settings = { ...defaultSettings, sendCommand: 'own', holdAfter: 7 };
const fallback = { after: 2, settings: { ...settings, sendCommand: 'other' } };
const after = (count?: number) => ({
  ...newAttemptRecord('r1'),
  ...(count === undefined ? {} : { failedInRow: { route: 'a', count } }),
});

test('an attempt goes to the fallback after so many definite failures, and then in turns', () => {
  const pass = { settings, lane: { name: 'a', settings, fallback } };
  const commands = [undefined, 0, 1, 2, 3, 4].map((count) => chooseWay(pass, after(count), 'd').settings.sendCommand);
  expect(commands).toEqual(['own', 'own', 'own', 'other', 'own', 'other']);
  expect(chooseWay(pass, after(2), 'd').lane).toEqual({ route: 'a', isFallback: true, holdAfter: 7 });
});

test('a lane without one, and a pass without lanes, have one way', () => {
  expect(chooseWay({ settings, lane: { name: 'a', settings } }, after(9), 'd')).toMatchObject({
    settings,
    lane: { isFallback: false },
  });
  expect(chooseWay({ settings }, after(9), 'd')).toEqual({ settings });
});

test('a fallback that has rejected these bytes is not taken, nor after what failed by another lane', () => {
  const pass = { settings, lane: { name: 'a', settings, fallback } };
  const rejections = [{ digest: 'd', way: nameWay(fallback.settings), attempt: 3, reason: 'no' }];
  const commandOf = (before: AttemptRecord, digest: string) => chooseWay(pass, before, digest).settings.sendCommand;
  expect(commandOf({ ...after(2), rejections }, 'd')).toBe('own');
  expect(commandOf({ ...after(2), rejections }, 'edited')).toBe('other');
  expect(commandOf({ ...after(), failedInRow: { route: 'b', count: 2 } }, 'd')).toBe('own');
});
