import { expect, test } from 'vitest';

import { makeBench, running } from '../fixtures/monitor/bench.ts';

test('the progress of a job shows no value whose name says that it is a secret', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }]);
  const progress = { api_key: 'abcd1234', db_pass: 'hunter2', note: 'token=xyz123', tokens: 4096, step: 'copy' };
  await bench.setStatus('a', { ...running(1), level: 'alert', progress });
  const body = await bench.tick('12:00');
  expect(body).toContain(
    '- progress: api_key=[redacted] | db_pass=[redacted] | note=token=[redacted] | tokens=4096 | step=copy\n',
  );
  const { stdout } = await bench.run('12:01', ['status']);
  expect(stdout).toContain('db_pass=[redacted]');
});

test('a check shows no passphrase of its variables, by name or by value', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', kind: 'one_shot_read' }]);
  const output = 'ALERT: BORG_PASSPHRASE=correct-horse DB_PASS=Tr0ub4dor3x, and hunter2hunter2 alone\n';
  await bench.setOutput('a', 'run', output, 1);
  await bench.run('12:00', ['run', 'a'], { env: { MYSQL_PWD: 'hunter2hunter2' } });
  const text = (await bench.pending())[0]?.text;
  expect(text).toContain('ALERT: BORG_PASSPHRASE=[redacted] DB_PASS=[redacted], and [redacted] alone');
});
