import { expect, test } from 'vitest';

import { formatAnomaly, parseAnomaly, parseMemory } from '../../../../packages/monitor/src/evaluate/memory.ts';

test('what cannot be read in a memory is as if it were absent, and what is unknown stays', () => {
  expect(parseMemory({ lastReportAt: 'soon', lastProgressKey: 'a', mine: 1 })).toEqual({
    lastReportAt: undefined,
    lastProgressKey: 'a',
    mine: 1,
  });
  expect(parseMemory('nonsense')).toEqual({});
});

test('an anomaly is remembered under a key and read back', () => {
  const anomaly = { kind: 'stalled', level: 'warn', stopReason: null } as const;
  expect(parseAnomaly(formatAnomaly(anomaly))).toEqual(anomaly);
});

test.each([
  [undefined, undefined],
  ['not json', undefined],
  ['{"running":false,"level":"alert","stopReason":"disk"}', { kind: 'paused', level: 'alert', stopReason: 'disk' }],
  ['{"running":true,"level":"alert","stopReason":null}', { kind: 'stalled', level: 'ok', stopReason: null }],
])('the key %j of ops-framework means %j', (key, anomaly) => {
  expect(parseAnomaly(key)).toEqual(anomaly);
});

test('a command that could not be killed is remembered, whatever stands beside it', () => {
  const status = { pid: 7, startTime: '1', bootId: 'b' };
  expect(parseMemory({ givenUp: { status, inspect: status } }).givenUp).toEqual({ status });
  expect(parseMemory({ givenUp: { status, run: { pid: 'x' } } }).givenUp).toBeUndefined();
});
