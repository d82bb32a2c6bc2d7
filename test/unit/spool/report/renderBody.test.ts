import { expect, test } from 'vitest';

import { titleOf } from '../../../../packages/spool/src/report/headline.ts';
import { renderBody } from '../../../../packages/spool/src/report/renderBody.ts';

const fields = {
  report_id: 'r1',
  created_at: '',
  team: 't',
  worker: 'w',
  task_id: 'job',
  progress: '80%',
  status: 'warn',
  source: '',
  done: 'this',
  next: 'that',
};

test('the message of the fields has a headline, what is done and what comes next', () => {
  expect(renderBody(fields)).toBe('**[warn] t / w · job · 80%**\n\nDone: this\nNext: that\n');
});

test.each([
  [{ status: '' }, '**t / w · job · 80%**\n\n'],
  [{ team: '', worker: '', task_id: '', progress: '' }, '**[warn]**\n\n'],
  [{ status: '', team: '', worker: '', task_id: '', progress: '' }, ''],
  [{ status: ' ', team: 'a\r\n b' }, '**a b / w · job · 80%**\n\n'],
])('without %j the headline has no empty brackets', (missing, headline) => {
  expect(renderBody({ ...fields, ...missing })).toBe(`${headline}Done: this\nNext: that\n`);
});

test('the title is the headline without its markup', () => {
  expect(titleOf(fields)).toBe('[warn] t / w · job · 80%');
});

test('what is not there leaves no separator', () => {
  expect(renderBody({ ...fields, team: '', progress: '', done: '' })).toBe('**[warn] w · job**\n\nNext: that\n');
});
