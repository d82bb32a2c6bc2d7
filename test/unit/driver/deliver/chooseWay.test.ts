import { defaultSettings } from '@owner-report/cli';
import { expect, test } from 'vitest';

import { newAttemptRecord } from '../../../../packages/driver/src/attempt/attemptRecord.ts';
import { chooseWay } from '../../../../packages/driver/src/deliver/chooseWay.ts';

const settings = { ...defaultSettings, sendCommand: 'own', holdAfter: 7 };
const fallback = { after: 2, settings: { ...settings, sendCommand: 'other' } };
const after = (definiteInRow?: number) => ({
  ...newAttemptRecord('r1'),
  ...(definiteInRow === undefined ? {} : { definiteInRow }),
});

test('an attempt goes to the fallback after so many definite failures, and then in turns', () => {
  const pass = { settings, lane: { name: 'a', settings, fallback } };
  const commands = [undefined, 0, 1, 2, 3, 4].map((count) => chooseWay(pass, after(count)).settings.sendCommand);
  expect(commands).toEqual(['own', 'own', 'own', 'other', 'own', 'other']);
  expect(chooseWay(pass, after(2)).lane).toEqual({ route: 'a', isFallback: true, holdAfter: 7 });
});

test('a lane without one, and a pass without lanes, have one way', () => {
  expect(chooseWay({ settings, lane: { name: 'a', settings } }, after(9))).toMatchObject({
    settings,
    lane: { isFallback: false },
  });
  expect(chooseWay({ settings }, after(9))).toEqual({ settings });
});
