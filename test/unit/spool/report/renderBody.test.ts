import { expect, test } from 'vitest';

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

test('what is not there leaves no separator', () => {
  expect(renderBody({ ...fields, team: '', progress: '', done: '' })).toBe('**[warn] w · job**\n\nNext: that\n');
});
