import { defaultSettings } from '@owner-report/cli';
import type { Report } from '@owner-report/spool';
import { describe, expect, test } from 'vitest';

import { composeMessage } from '../../../../packages/driver/src/message/composeMessage.ts';

const report: Report = {
  report_id: 'r1',
  created_at: '',
  team: 't',
  worker: 'w',
  task_id: 'job',
  progress: '',
  status: 'normal',
  source: '',
  done: 'all of it',
  next: '',
  extra: {},
  body: '',
};

describe('the message of a report', () => {
  test('is its body', () => {
    expect(composeMessage({ ...report, body: 'hello\n' }, defaultSettings)).toBe('hello\n');
  });

  test('is made of its fields where it has no body', () => {
    expect(composeMessage(report, defaultSettings)).toBe('**[normal] t / w · job**\n\nDone: all of it\n');
  });

  test('is fitted to the channel', () => {
    const long = { ...report, body: 'x'.repeat(3000) };
    expect(composeMessage(long, { ...defaultSettings, channel: 'discord' }).length).toBeLessThanOrEqual(2000);
    expect(composeMessage(long, defaultSettings)).toHaveLength(3000);
  });

  test('calls nobody unless that is allowed', () => {
    const call = { ...report, body: '@everyone' };
    expect(composeMessage(call, defaultSettings)).not.toBe('@everyone');
    expect(composeMessage(call, { ...defaultSettings, allowMentions: true })).toBe('@everyone');
  });
});

test('a cut through a code span leaves no call in it', () => {
  const body = `${'x'.repeat(30)} \`${'y'.repeat(20)} @everyone ${'z'.repeat(200)}\``;
  const message = composeMessage({ ...report, body }, { ...defaultSettings, channel: 'telegram', maxChars: 120 });
  expect(message).toContain('everyone');
  expect(message).not.toContain('@everyone');
});
